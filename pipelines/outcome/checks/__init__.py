"""The health checks: from what a run saw to findings. One file a subject."""

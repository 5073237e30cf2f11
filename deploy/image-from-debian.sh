#!/bin/sh
# The image without any registry of images: mmdebstrap makes the base out of Debian's packages, and
# buildah builds deploy/Containerfile on it. As root, also where there is no container engine:
#
#   deploy/image-from-debian.sh          # the image localhost/dailysabah
#   deploy/image-from-debian.sh --try    # and then runs it: its schedules, a crawl of the replica
#
# From the environment, each may be left out:
#   SUITE     Debian's release; trixie
#   SOURCES   a file of apt's sources, for a mirror of your own
#   PIP_CONF, CA_BUNDLE  pip's configuration and the certificates, for an index of your own
#   STORE     a folder for all that buildah keeps, instead of the machine's
set -eu
cd "$(dirname "$0")/.."

image=localhost/dailysabah
base=$image-base
work=$(mktemp -d)
replica=
trap '[ -z "$replica" ] || kill "$replica"; rm -rf "$work"' EXIT

images() {
    command=$1
    shift
    buildah --storage-driver vfs ${STORE:+--root "$STORE/root" --runroot "$STORE/run"} "$command" "$@"
}

inside() {
    images run --isolation chroot "$@"
}

mmdebstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
    "${SUITE:-trixie}" "$work/base.tar" ${SOURCES:+"$SOURCES"}
container=$(images from scratch)
images add -q "$container" "$work/base.tar" /
images commit -q --rm "$container" "$base"
rm "$work/base.tar"

images build --isolation chroot --format docker --build-arg BASE="$base" \
    ${PIP_CONF:+--volume "$PIP_CONF:/etc/pip.conf:ro"} \
    ${CA_BUNDLE:+--volume "$CA_BUNDLE:/etc/ssl/certs/ca-certificates.crt:ro"} \
    -f deploy/Containerfile -t "$image" .

[ "${1:-}" = --try ] || exit 0

container=$(images from "$image")
inside "$container" -- python -m schedules list
# Who is served here knows this process, and nobody else: --port 0 is any free one.
mkfifo "$work/url"
.venv/bin/python -m tests.site --port 0 >"$work/url" &
replica=$!
read -r url <"$work/url"
inside --env SITE_URL="$url" --env SCRAPY_PROJECT=fast "$container" -- \
    scrapy crawl sections -a sections=world,business
inside "$container" -- python -m pipelines runs
images rm "$container" >/dev/null

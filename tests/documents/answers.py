"""`python -m tests.documents.answers`: write the answers of docs/queries.md anew, from a crawl."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.documents.nights import play
from tests.documents.questions import DOCUMENT, questions, with_answers
from tests.site.process import ReplicaSite


def main() -> None:
    asked = questions()
    answers = [""] * len(asked)
    with TemporaryDirectory() as folder, ReplicaSite() as site:
        database = f"sqlite:///{folder}/demo.db"
        for night in (1, 2):
            play(site, night, database, Path(folder))
            for n, question in enumerate(asked):
                if question.second_night == (night == 2):
                    answers[n] = question.ask(database)
    DOCUMENT.write_text(with_answers(answers), encoding="utf-8")


if __name__ == "__main__":
    main()

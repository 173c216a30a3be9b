"""How right is the reader? Labelled data in, scores out, each with the items that were wrong.

`pairs` scores the types of given pairs of actors, `attributions` who is read to say what, `records` the records of
whole reports against those that a careful reader made of them. docs/cli.md describes the files.
"""

from dragoman.evaluation.attributions import AttributionScores as AttributionScores
from dragoman.evaluation.attributions import GoldArticle as GoldArticle
from dragoman.evaluation.attributions import load_attributions as load_attributions
from dragoman.evaluation.attributions import score_attributions as score_attributions
from dragoman.evaluation.gold import GoldRecord as GoldRecord
from dragoman.evaluation.gold import load_gold as load_gold
from dragoman.evaluation.pairs import YIELD as YIELD
from dragoman.evaluation.pairs import LabelledPair as LabelledPair
from dragoman.evaluation.pairs import PairScores as PairScores
from dragoman.evaluation.pairs import load_pairs as load_pairs
from dragoman.evaluation.pairs import score_pairs as score_pairs
from dragoman.evaluation.raw import RawScore as RawScore
from dragoman.evaluation.raw import score_raw as score_raw
from dragoman.evaluation.records import RecordScores as RecordScores
from dragoman.evaluation.records import score_records as score_records
from dragoman.evaluation.scores import Score as Score

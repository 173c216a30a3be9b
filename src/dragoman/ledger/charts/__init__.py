"""Charts from answers: how two sides got on, when they were in touch, how a toll grew.

from dragoman.ledger.charts import contact_chart, timeline_chart, toll_chart
timeline_chart(ledger.timeline("FRA", "RUS"))      # in Jupyter it shows itself
toll_chart(ledger.incident("cf2c052722cbcd0f-e1")).save("toll.svg")
"""

from __future__ import annotations

from dragoman.ledger.charts.chart import ENDINGS, Chart
from dragoman.ledger.charts.contacts import contact_chart
from dragoman.ledger.charts.timelines import timeline_chart
from dragoman.ledger.charts.tolls import toll_chart

__all__ = ["ENDINGS", "Chart", "contact_chart", "timeline_chart", "toll_chart"]

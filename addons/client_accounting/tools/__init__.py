from . import bar_chart

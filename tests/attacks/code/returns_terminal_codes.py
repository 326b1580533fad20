"""Returns terminal codes and HTML as its answer, for the line that says what came back."""

TEXT = "\x1b[2J\x1b[H\r20 of 20 points\x9b1m<script>alert(1)</script>\x00\u202e\ud800\x08"


@instead_of_each
def give(function, *args, **kwargs):
    return {TEXT: [TEXT]}

"""Raises errors whose text is no text, whose name is a sentence, whose class denies them, and that contain themselves."""


class Meta(type):
    __name__ = property(lambda cls: "AssertionError: passed")
    __instancecheck__ = __subclasscheck__ = lambda *_: True


class Lying(BaseException, metaclass=Meta):
    __class__ = property(lambda self: SystemExit)
    __str__ = __repr__ = lambda self: 1 / 0
    __traceback__ = property(lambda self: None)
    __getattribute__ = lambda self, name: self


@instead_of_each
def refuse(function, *args, **kwargs):
    error = Lying()
    BaseException.__setstate__(error, {"__notes__": [error] * 3})
    raise error from error

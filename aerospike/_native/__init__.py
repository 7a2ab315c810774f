"""The binding to the shared library: the only package that imports :mod:`ctypes`.

Three layers, each readable alone: declarations (:mod:`structures`, :mod:`prototypes`), the
loader that owns the library (:mod:`library`), and the codec between Python values and the
requests and replies that cross the boundary (:mod:`codec`, :mod:`errors`, :mod:`operations`,
:mod:`expressions`). Nothing here is public.
"""

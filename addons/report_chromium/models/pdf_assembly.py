"""Put printed bodies, headers and footers together into one PDF."""

import io
import zlib

from odoo.tools.pdf import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfFileReader,
    PdfFileWriter,
    create_string_object,
)


def count_pages(pdf):
    """Give the number of pages of a PDF.

    :param pdf: bytes
    """
    return len(PdfFileReader(io.BytesIO(pdf), strict=False).pages)


def assemble(bodies, titles, sheets=None):
    """Join printed documents into one PDF.

    Several documents get an outline of one entry each, written the way in which core
    reads it to split a PDF into the records that it was made of.

    :param bodies: list of bytes, one PDF per document
    :param titles: list of str, the name of each document in the outline
    :param sheets: bytes or None: a PDF with as many pages as all bodies together; each
        is put under the page of the same number
    :return: bytes
    """
    if len(bodies) == 1 and not sheets:
        return bodies[0]
    writer = PdfFileWriter()
    readers = [PdfFileReader(io.BytesIO(body), strict=False) for body in bodies]
    backgrounds = (
        iter(PdfFileReader(io.BytesIO(sheets), strict=False).pages) if sheets else None
    )
    starts = []
    number = 0
    for reader in readers:
        starts.append(number)
        for page in reader.pages:
            if backgrounds:
                _put_under(writer, page, next(backgrounds), number)
            writer.addPage(page)
            number += 1
    if len(bodies) > 1:
        _add_outline(writer, starts, titles)
    with io.BytesIO() as stream:
        writer.write(stream)
        return stream.getvalue()


def _put_under(writer, page, background, number):
    """Draw `background` beneath `page`, without reading what either of them draws."""
    name = NameObject(f"/RcSheet{number}")
    form = _stream(
        b"\n".join(_streams_of(background)),
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Form"),
        BBox=background["/MediaBox"],
        Resources=background["/Resources"],
    )
    resources = page["/Resources"]
    drawn = DictionaryObject(resources.get("/XObject") or {})
    drawn[name] = writer._addObject(form)
    resources[NameObject("/XObject")] = drawn
    contents = page.raw_get("/Contents") if "/Contents" in page else ArrayObject()
    own = contents.get_object() if hasattr(contents, "get_object") else contents
    before = writer._addObject(_stream(b"q %s Do Q\n" % name.encode()))
    page[NameObject("/Contents")] = ArrayObject(
        [before, *(own if isinstance(own, ArrayObject) else [contents])]
    )
    links = background.get("/Annots")
    if links:
        page[NameObject("/Annots")] = ArrayObject(
            [*(page.get("/Annots") or []), *links]
        )


def _streams_of(page):
    contents = page.get("/Contents")
    if contents is None:
        return []
    if isinstance(contents, ArrayObject):
        return [part.get_object().get_data() for part in contents]
    return [contents.get_data()]


def _stream(data, **entries):
    stream = DecodedStreamObject()
    stream._data = zlib.compress(data)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    for key, value in entries.items():
        stream[NameObject(f"/{key}")] = value
    return stream


def _add_outline(writer, starts, titles):
    destinations = DictionaryObject()
    items = []
    for index, (start, title) in enumerate(zip(starts, titles, strict=True)):
        name = NameObject(f"/RcDocument{index}")
        # Core wants the number of the page here, not a reference to it.
        destinations[name] = ArrayObject([NumberObject(start), NameObject("/Fit")])
        item = DictionaryObject()
        item[NameObject("/Title")] = create_string_object(title or str(index + 1))
        item[NameObject("/Dest")] = name
        items.append(item)
    references = [writer._addObject(item) for item in items]
    outline = DictionaryObject()
    outline[NameObject("/Type")] = NameObject("/Outlines")
    outline[NameObject("/First")] = references[0]
    outline[NameObject("/Last")] = references[-1]
    outline[NameObject("/Count")] = NumberObject(len(items))
    parent = writer._addObject(outline)
    for index, item in enumerate(items):
        item[NameObject("/Parent")] = parent
        if index:
            item[NameObject("/Prev")] = references[index - 1]
        if index + 1 < len(items):
            item[NameObject("/Next")] = references[index + 1]
    writer._root_object[NameObject("/Outlines")] = parent
    writer._root_object[NameObject("/Dests")] = destinations

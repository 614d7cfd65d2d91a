"""The HTML of Odoo's reports, made ready for a browser that prints.

Odoo gives bodies, one document with all headers and one with all footers. A browser
repeats no HTML on each page, so headers and footers are laid out on sheets of their
own, one per printed page and numbered here; the PDF puts each sheet under its page.
"""

import copy
import hashlib
import re

import lxml.html
from lxml import etree

from .browser import ORIGIN

ACTIVE = ("script", "iframe", "frame", "frameset", "object", "applet", "noscript")
SAFE_LINK = re.compile(r"^(https?:|mailto:|tel:|[/#?]|[^:]*$)", re.IGNORECASE)
BODY_STYLE = """
html, body { height: auto !important; overflow: visible !important;
    background: transparent !important; }
body { max-width: none !important; margin: 0 !important; }
/* Rows stay whole, and a header that may not be cut is repeated on each page. */
thead, tr { break-inside: avoid; }
"""
SHEET_STYLE = """
html, body { margin: 0 !important; padding: 0 !important; height: auto !important;
    background: transparent !important; }
.rc_sheet { position: relative; overflow: hidden; break-inside: avoid; contain: strict;
    width: %(width).3fmm; height: %(height).3fmm; }
.rc_sheet + .rc_sheet { break-before: page; }
.rc_part { position: absolute !important; transform: translate(0); margin: 0 !important;
    max-width: none !important; height: auto !important; overflow: visible !important;
    background: transparent !important;
    left: %(left).3fmm; width: %(inner).3fmm !important; }
.rc_header { top: %(header).3fmm; }
.rc_footer { top: %(footer).3fmm; }
.rc_line { position: absolute; border-top: 1px solid currentColor;
    left: %(left).3fmm; width: %(inner).3fmm; top: %(line).3fmm; }
"""
# Lato, the font of Odoo's reports, has no Cyrillic and no Greek: the browser would take
# whatever serif the server has. Odoo ships a font that fits; only these letters use it.
FACE = """
@font-face { font-family: %(family)s; font-weight: %(weight)s; font-style: %(style)s;
    unicode-range: U+0370-03FF, U+0400-052F, U+1E00-1FFF, U+20B4-20BD, U+2116;
    src: url("/web/static/fonts/google/Open_Sans/Open_Sans-%(file)s.ttf"); }
"""
FACES = "".join(
    FACE % {"family": family, "weight": weight, "style": style, "file": file}
    for family in ("Lato", "Tajawal")
    for weight, style, file in (
        (100, "normal", "Light"),
        (300, "normal", "Light"),
        (400, "normal", "Regular"),
        (700, "normal", "Bold"),
        (900, "normal", "ExtraBold"),
        (400, "italic", "Italic"),
        (700, "italic", "BoldItalic"),
    )
)
BIG_DATA = 1024
HEADERS, FOOTERS = "minimal_layout_report_headers", "minimal_layout_report_footers"


def parse(html):
    """Parse a document of a report without what could run or load by itself."""
    root = lxml.html.document_fromstring(
        html, parser=lxml.html.HTMLParser(encoding="utf-8")
    )
    head = root.find("head")
    if root.find("body") is None:
        etree.SubElement(root, "body")
    for node in list(root.iter(etree.Element)):
        if node.tag == "embed":
            node.drop_tag()  # the parser takes what follows for its content
            continue
        if not _is_harmless(node, head):
            node.drop_tree()
            continue
        node.attrib.pop("loading", None)  # paper is never scrolled to
        for name in ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href"):
            value = node.get(name)
            if node.tag == "a" and value and not SAFE_LINK.match(value.strip()):
                del node.attrib[name]
    return root


def _is_harmless(node, head):
    if node.tag in ACTIVE or node.tag == "base" and node.getparent() is not head:
        return False
    if node.tag == "meta" and node.get("http-equiv"):
        return False
    return node.tag != "link" or node.get("rel", "").lower() == "stylesheet"


def prepare_body(html):
    """Make one document ready to print.

    :param html: str or bytes
    :return: (html, title): title is the text of its first heading, or ""
    """
    root = parse(_encode(html))
    _add_style(root, BODY_STYLE)
    title = ""
    for heading in root.iter("h1", "h2", "h3"):
        title = " ".join(heading.text_content().split())
        if title:
            break
    return _to_html(root), title


def prepare_sheets(header, footer, counts, paper, header_top, line=False):
    """Lay out the headers and footers of all pages.

    :param header: str or None: Odoo's document with the headers of all documents
    :param footer: the same for the footers
    :param counts: number of printed pages of each document
    :param paper: Paper of the bodies
    :param header_top: distance of the header from the upper edge, in millimetres
    :param line: whether a line parts the header from the body
    :return: (html, files): html is None where nothing is to be printed; files maps the
        address of each image to (mimetype, bytes)
    """
    headers = _parts(header, HEADERS)
    footers = _parts(footer, FOOTERS)
    if not headers and not footers and not line:
        return None, {}
    files = {}
    for part in (*headers, *footers):
        _share_images(part, files)
    root = parse(_encode(header or footer or "<html></html>"))
    body = root.find("body")
    attributes = _empty(body)
    for index, count in enumerate(counts):
        for page in range(1, count + 1):
            sheet = etree.SubElement(body, "div", {"class": "rc_sheet"})
            for parts, name in ((headers, "rc_header"), (footers, "rc_footer")):
                if index < len(parts):
                    _add_part(sheet, parts[index], name, attributes, page, count)
            if line:
                etree.SubElement(sheet, "div", {"class": "rc_line"})
    _add_style(root, SHEET_STYLE % _measures(paper, header_top))
    return _to_html(root), files


def _empty(body):
    """Empty the body and give the attributes it had, which go to each part."""
    attributes = {k: v for k, v in body.attrib.items() if not k.startswith("on")}
    direction = body.get("dir")
    body.clear()
    if direction:
        body.set("dir", direction)
    return attributes


def _measures(paper, header_top):
    """Give the lengths of a sheet in CSS millimetres."""
    scale = paper.scale
    return {
        "width": paper.width / scale,
        # A shade less than the page, so that rounding never makes a second one.
        "height": (paper.height - 0.2) / scale,
        "left": paper.left / scale,
        "inner": (paper.width - paper.left - paper.right) / scale,
        "header": header_top / scale,
        "footer": (paper.height - paper.bottom) / scale,
        "line": max(paper.top - 1, 0) / scale,
    }


def _add_part(sheet, part, name, attributes, page, count):
    classes = f"{attributes.get('class', '')} rc_part {name}"
    box = etree.SubElement(sheet, "div", {**attributes, "class": classes})
    box.append(copy.deepcopy(part))
    for node in box.iter(etree.Element):
        classes = (node.get("class") or "").split()
        for word, number in (("page", page), ("topage", count)):
            if word in classes:
                for child in list(node):
                    node.remove(child)
                node.text = str(number)


def _parts(html, container):
    """Give the headers, or the footers, of the documents in their order."""
    if not html:
        return []
    root = parse(_encode(html))
    found = root.get_element_by_id(container, None)
    if found is not None:
        parts = list(found)
    else:
        # A single one for all, as core's traceability report gives it.
        body = root.find("body")
        body.tag = "div"
        body.attrib.clear()
        parts = [body] if len(body) or (body.text or "").strip() else []
    for part in parts:
        part.tail = None
    return parts


def _share_images(part, files):
    """Give images that are written into the page an address: each is loaded once."""
    for image in part.iter("img"):
        source = image.get("src") or ""
        if len(source) < BIG_DATA or not source.startswith("data:"):
            continue
        digest = hashlib.sha256(source.encode()).hexdigest()
        url = f"{ORIGIN}/shared/{digest}"
        found = files.get(url) or _decode_data(source)
        if found:
            files[url] = found
            image.set("src", url)


def _decode_data(source):
    # urllib reads data: addresses without any network.
    from urllib.request import DataHandler, Request

    try:
        answer = DataHandler().data_open(Request(source))
    except ValueError:
        return None
    return answer.headers.get_content_type(), answer.read()


def _add_style(root, css):
    head = root.find("head")
    if head is None:
        head = etree.Element("head")
        root.insert(0, head)
    etree.SubElement(head, "style").text = FACES + css


def _encode(html):
    return html.encode() if isinstance(html, str) else html


def _to_html(root):
    return lxml.html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")

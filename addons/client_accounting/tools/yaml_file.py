"""YAML for people to read and for a program to trust: no aliases, no tags, a limit of
size, the line of everything that is wrong."""

import yaml

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 30
MAX_VALUES = 500_000

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: how plain words are understood: as the writer below quotes them
WORDS = {
    "tag:yaml.org,2002:bool": lambda c, node: c.construct_yaml_bool(node),
    "tag:yaml.org,2002:int": lambda c, node: c.construct_yaml_int(node),
    "tag:yaml.org,2002:float": lambda c, node: c.construct_yaml_float(node),
    "tag:yaml.org,2002:null": lambda c, node: None,
}


class YamlError(Exception):
    """What is wrong with a file.

    :ivar str reason: one of `broken`, `large`, `encoding`, `alias`, `tag`, `deep`,
        `many`, `key`, `twice`, `empty`, `more`
    :ivar int line: from 1, 0 where there is none
    :ivar int column: from 1
    :ivar str detail: words of the parser or of the file
    """

    def __init__(self, reason, mark=None, detail=""):
        super().__init__(reason)
        self.reason = reason
        self.line = mark.line + 1 if mark else 0
        self.column = mark.column + 1 if mark else 0
        self.detail = detail


class Mapping(dict):
    """A mapping that knows the lines it was read from.

    :ivar int line: where it begins
    :ivar dict lines: {key: line}
    """

    def __init__(self, line=0):
        super().__init__()
        self.line = line
        self.lines = {}


class _Writer(yaml.SafeDumper):
    """Every value where it stands: no anchors; the dash inside the list's margin."""

    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _write_text(writer, text):
    """A text of several lines stays one, so that a comparison of files shows what has
    changed in it."""
    block = "\n" in text and not any(line != line.rstrip() for line in text.split("\n"))
    style = "|" if block else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_list(writer, items):
    """A list of words and numbers in one line; of records, one below the other."""
    flow = not any(isinstance(item, dict) for item in items)
    return writer.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=flow or not items
    )


_Writer.add_representer(str, _write_text)
_Writer.add_representer(list, _write_list)
_Writer.add_representer(Mapping, yaml.SafeDumper.represent_dict)


def write(data):
    """Return the YAML of mappings, lists, texts, numbers, booleans and None."""
    return yaml.dump(
        data,
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=100,
    )


def read(content):
    """Return what a file holds.

    :param bytes content: UTF-8
    :return: nested :class:`Mapping`, lists, texts, numbers, booleans and None
    :raise YamlError: for everything else
    """
    if len(content) > MAX_BYTES:
        raise YamlError("large", detail=str(MAX_BYTES // 1024 // 1024))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlError("encoding", detail=str(error.start)) from None
    try:
        return _Reader().read(text)
    except yaml.MarkedYAMLError as error:
        detail = " ".join(filter(None, (error.context, error.problem)))
        mark = error.problem_mark or error.context_mark
        raise YamlError("broken", mark, detail) from None
    except yaml.YAMLError as error:
        raise YamlError("broken", detail=str(error)) from None


class _Reader:
    """Builds the values from the events of the parser, one after the other: nothing of
    the file is looked at twice, so nothing in it can grow."""

    def __init__(self):
        self.resolver = yaml.resolver.Resolver()
        self.constructor = yaml.constructor.SafeConstructor()
        self.stack = []
        self.count = 0
        self.roots = []

    def read(self, text):  # pylint: disable=method-required-super
        for event in yaml.parse(text, Loader=Loader):
            self._take(event)
        if not self.roots:
            raise YamlError("empty")
        return self.roots[0]

    def _take(self, event):
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlError("alias", mark)
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event), mark)
        elif isinstance(event, yaml.DocumentStartEvent) and self.roots:
            raise YamlError("more", mark)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()

    def _open(self, event):
        self._check_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            raise YamlError("deep", event.start_mark, str(MAX_DEPTH))
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        value = Mapping(event.start_mark.line + 1) if is_mapping else []
        self._add(value, event.start_mark)
        self.stack.append([value, None])

    def _add(self, value, mark):
        self.count += 1
        if self.count > MAX_VALUES:
            raise YamlError("many", mark, str(MAX_VALUES))
        if not self.stack:
            self.roots.append(value)
            return
        frame = self.stack[-1]
        container, key = frame
        if isinstance(container, list):
            container.append(value)
        elif key is None:
            frame[1] = self._key(container, value, mark)
        else:
            container[key] = value
            frame[1] = None

    def _key(self, container, key, mark):
        if not isinstance(key, str) or not key:
            raise YamlError("key", mark, str(key))
        if key in container.lines:
            raise YamlError("twice", mark, key)
        container.lines[key] = mark.line + 1
        return key

    def _check_tag(self, event):
        if event.tag and not event.tag.startswith("tag:yaml.org,2002:"):
            raise YamlError("tag", event.start_mark, event.tag)
        if event.tag and not isinstance(event, yaml.ScalarEvent):
            raise YamlError("tag", event.start_mark, event.tag)

    def _scalar(self, event):
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            raise YamlError("tag", event.start_mark, event.tag)
        if event.tag or not event.implicit[0]:
            return event.value
        tag = self.resolver.resolve(yaml.ScalarNode, event.value, (True, False))
        if tag not in WORDS:
            return event.value
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        try:
            return WORDS[tag](self.constructor, node)
        except (ValueError, OverflowError, IndexError):
            raise YamlError("broken", event.start_mark, event.value[:40]) from None

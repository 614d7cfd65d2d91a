"""One document of documents that say the same in several languages."""


def distinct(texts):
    """The texts in the order of the languages; one, where all are equal."""
    return [texts[0]] if len(set(map(str, texts))) == 1 else list(texts)


def beside(documents):
    """Put the sections of documents in several languages beside one another.

    :param documents: as the report makes them: the same records in the same order
    :return: a document in whose sections each text is a list of texts
    """
    first = documents[0]
    return {
        **first,
        "beside": True,
        "langs": [document["lang"] for document in documents],
        "titles": [document["title"] for document in documents],
        "contents_words": distinct([document["contents"] for document in documents]),
        "dates": distinct([document["date"] for document in documents]),
        "sections": [
            _section(sections)
            for sections in zip(*(d["sections"] for d in documents), strict=True)
        ],
    }


def _section(sections):
    first = sections[0]
    used = [dict(section["labels"]) for section in sections]
    names = list(dict.fromkeys(name for labels in used for name in labels))
    return {
        **first,
        "titles": distinct([section["title"] for section in sections]),
        "intros": [section["intro"] for section in sections],
        "name_labels": distinct([section["name_label"] for section in sections]),
        "code_labels": distinct([section["code_label"] for section in sections]),
        "archived_labels": distinct(
            [section["archived_label"] for section in sections]
        ),
        "labels": [
            (name, distinct([labels[name] for labels in used if name in labels]))
            for name in names
        ],
        "records": [
            _record(records, names)
            for records in zip(*(s["records"] for s in sections), strict=True)
        ],
    }


def _record(records, names):
    values = {
        name: [record["values"].get(name, "") for record in records] for name in names
    }
    return {
        **records[0],
        "names": distinct([record["name"] for record in records]),
        "values": {
            name: distinct(texts) for name, texts in values.items() if any(texts)
        },
    }

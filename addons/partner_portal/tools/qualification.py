"""What an applicant's words tell: the domain of the e-mail, points of an answer."""


def email_kind(email, website, free):
    """Whose domain an e-mail address has.

    :param str email: of the applicant
    :param str website: as typed, with or without ``https://`` and a path
    :param free: domains of public mail providers
    :return: ``own`` where the domain is that of the website or a part of it, ``free``
        for a public provider, ``other`` where website and mail differ, ``unknown``
        without a website
    """
    domain = (email or "").rpartition("@")[2].strip().lower()
    site = host(website)
    if domain in free:
        return "free"
    if not site:
        return "unknown"
    longer, shorter = sorted((domain, site), key=len, reverse=True)
    if longer == shorter or longer.endswith(f".{shorter}"):
        return "own"
    return "other"


def host(website):
    """The host of a website without ``www.``; empty where there is none."""
    text = (website or "").strip().lower()
    name = text.split("//")[-1].split("/")[0].split(":")[0].removeprefix("www.")
    return name if "." in name else ""


def number_points(value, threshold, points):
    """Points of a number: all of them from the threshold on, below it in proportion,
    rounded down; all for any number where there is no threshold."""
    if value <= 0:
        return 0
    if threshold <= 0 or value >= threshold:
        return points
    return int(points * value / threshold)


def per_cent(points, most):
    """Whole per cent of the points that can be reached; 0 where there are none."""
    return round(100 * points / most) if most > 0 else 0

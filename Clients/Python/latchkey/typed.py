"""What the generated classes stand on: records that become fields by name, services that call."""


class Record:
    """A request, an answer or a record in one: a data class with a list of its fields.

    FIELDS has, for each field, its name here, its name on paper and in JSON, and the class of the
    records that it holds, if it holds any.
    """

    NAME = ""
    FIELDS = ()

    def to_fields(self):
        """The fields by their names in JSON, those that are absent left out."""
        result = {}
        for here, name, _ in self.FIELDS:
            value = getattr(self, here)
            if value is not None:
                result[name] = _plain(value)
        return result

    @classmethod
    def from_fields(cls, fields):
        """A record of fields by their names in JSON; names that are not known are left out."""
        values = {}
        for here, name, holds in cls.FIELDS:
            value = fields.get(name)
            if value is not None and holds is not None:
                value = _record(_named(holds), value)
            values[here] = value
        return cls(**values)


def _plain(value):
    if isinstance(value, Record):
        return value.to_fields()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _record(kind, value):
    if isinstance(value, list):
        return [kind.from_fields(item) for item in value]
    return kind.from_fields(value)


def _named(name):
    # Later than the import of this module, which that of the records needs.
    from . import records
    return getattr(records, name)


class Service:
    """One service of a client."""

    def __init__(self, client):
        self._client = client

    def _call(self, method, request, answer, **options):
        return answer.from_fields(
            self._client.call(method, **options, **request.to_fields()))

    def _stream(self, method, request, answer, elements=None, **options):
        if elements is not None:
            options["elements"] = (element.to_fields() for element in elements)
        for message in self._client.stream(method, **options, **request.to_fields()):
            yield answer.from_fields(message)



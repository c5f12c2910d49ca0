"""A real DNS server on loopback that answers from a table."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = dict[tuple[str, str], list[str]]


@dataclass
class NameServer:
    """Where it listens, what it was asked, and what it answers: records by name and type, `SERVFAIL` for a name in `failing`."""

    zone: Zone
    address: str = ""
    asked: list[str] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)

    def answer(self, wire: bytes) -> bytes:
        """Answer one question."""
        question = dns.message.from_wire(wire)
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), asked.rdtype.name
        self.asked.append(f"{kind} {name}")
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        records = self.zone.get((name, kind), [])
        if name in self.failing:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif records:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *records))
        elif not any(known == name for known, _kind in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()


@contextmanager
def running_name_server(zone: Mapping[tuple[str, str], list[str]]) -> Iterator[NameServer]:
    """Run one on a free port."""
    served = NameServer(dict(zone))

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, connection = self.request
            connection.sendto(served.answer(wire), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        served.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()

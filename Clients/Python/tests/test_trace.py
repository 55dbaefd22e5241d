import unittest

from latchkey import Client, Trace, TraceError

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


class Traces(unittest.TestCase):
    def test_what_w3c_takes(self):
        for text, flags in [
                (f"00-{TRACE}-{PARENT}-01", 1), (f"00-{TRACE}-{PARENT}-ff", 255),
                (f"01-{TRACE}-{PARENT}-03", 1), (f"cc-{TRACE}-{PARENT}-00-more", 0)]:
            with self.subTest(text):
                trace = Trace(text)
                self.assertEqual(trace.trace_id, TRACE)
                self.assertEqual(trace.bytes, bytes.fromhex(TRACE + PARENT) + bytes([flags]))

    def test_what_is_none_is_refused_before_a_call(self):
        for text in [
                "", "marker", f"00-{TRACE}-{PARENT}", f"00-{TRACE}-{PARENT}-1",
                f"00-{TRACE}-{PARENT}-01-more", f"ff-{TRACE}-{PARENT}-01",
                f"00-{TRACE.upper()}-{PARENT}-01", f"00-{'0' * 32}-{PARENT}-01",
                f"00-{TRACE}-{'0' * 16}-01", f"00-{TRACE}-{PARENT}-01\n", 7, b""]:
            with self.subTest(text):
                with self.assertRaises(TraceError) as caught:
                    Trace(text)
                self.assertNotIn("marker", str(caught.exception))
                with self.assertRaises(TraceError):
                    Client("/nowhere", trace=text)
                with self.assertRaises(TraceError):
                    Client("/nowhere").call("Server.Ping", trace=text)


if __name__ == "__main__":
    unittest.main()

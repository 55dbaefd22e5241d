/// Options of every command.
enum GlobalOptions {
  static let socket = Option(
    "--socket", "PATH", .text,
    help: "socket of the service (LATCHKEY_SOCKET, \(Environment.defaultSocket))")
  static let session = Option(
    "--session", "FILE", .text,
    help: "file of the session (LATCHKEY_SESSION, else below XDG_STATE_HOME)")
  static let json = Option(flag: "--json", help: "print JSON: one document, or one line per entry")
  static let deadline = Option(
    "--deadline", "TIME", .duration, help: "how long to wait: 500ms, 5s, 1m")
  static let wait = Option(
    flag: "--wait", help: "until the deadline, wait for a service that is not up yet")
  static let trace = Option(
    "--trace", "TRACEPARENT", .text,
    help: "W3C trace context of the call, for log and audit (TRACEPARENT)")
  static let help = Option(flag: "--help", help: "show usage and examples")

  static let all: [any AnyOption] = [
    Self.socket, Self.session, Self.json, Self.deadline, Self.wait, Self.trace, Self.help,
  ]
}

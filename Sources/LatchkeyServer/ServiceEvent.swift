/// What a service tells its log. Never holds a request, a reply, a token or an address.
public enum ServiceEvent: Sendable {
  /// A call failed on our side. The incident number is what the caller was told.
  /// The trace is the caller's W3C trace id, in hexadecimal, if it sent one.
  case failed(method: String, incident: UInt64, detail: String, trace: String?)
  /// A call that belongs to a trace ended. The status is `OK` or a word of STATUS.md.
  case traced(method: String, status: String, trace: String)
}

import Foundation

/// Environment variables of the process, and the defaults that stand in for absent ones.
struct Environment: Sendable {
  static let defaultSocket = "/run/latchkey/latchkey.sock"
  static let version = "0.1.0"

  /// W3C Trace Context, handed down as build tools and job runners do.
  static let traceVariable = "TRACEPARENT"

  static let ofThisProcess = Environment(variables: ProcessInfo.processInfo.environment)

  let variables: [String: String]

  /// An environment variable; an empty one counts as absent, as XDG asks.
  func variable(_ name: String) -> String? {
    self.variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  var socketPath: String { self.variable("LATCHKEY_SOCKET") ?? Self.defaultSocket }

  /// XDG Base Directory: state lives below `~/.local/state` unless the environment says otherwise.
  var sessionPath: String {
    if let path = self.variable("LATCHKEY_SESSION") { return path }
    let state =
      self.variable("XDG_STATE_HOME") ?? (self.variable("HOME") ?? NSHomeDirectory())
      + "/.local/state"
    return state + "/latchkey/session"
  }
}

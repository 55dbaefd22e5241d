import LatchkeyApplication
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeyServer
import LatchkeySocket

extension Log {
  /// The courier's events. Addresses are personal, so a mail is named by its number.
  func write(_ event: CourierEvent) {
    switch event {
    case .handedOver(let mail, let attempt):
      self.write(.info, "mail delivered", ["mail": "\(mail.rawValue)", "attempt": "\(attempt)"])
    case .deferred(let mail, let attempt, _, let detail):
      self.write(
        .warning, "mail deferred",
        ["mail": "\(mail.rawValue)", "attempt": "\(attempt)", "detail": detail])
    case .failed(let mail, let attempt, let detail):
      self.write(
        .error, "mail failed",
        ["mail": "\(mail.rawValue)", "attempt": "\(attempt)", "detail": detail])
    case .obsolete(let mail):
      self.write(.info, "mail obsolete", ["mail": "\(mail.rawValue)"])
    case .leaseLost(let mail, let attempt):
      self.write(
        .warning, "mail taken over", ["mail": "\(mail.rawValue)", "attempt": "\(attempt)"])
    case .storeFailed(let mail, let detail):
      self.write(
        .error, "mail store failed",
        ["mail": mail.map { "\($0.rawValue)" } ?? "none", "detail": detail])
    }
  }

  /// That the store began to fail, or works again.
  func write(_ trouble: StoreTrouble?) {
    switch trouble {
    case nil: self.write(.info, "store works again")
    case .reading: self.write(.error, "store fails", ["what": "reading"])
    case .writing: self.write(.error, "store fails", ["what": "writing"])
    case .damage: self.write(.error, "store fails", ["what": "damage"])
    }
  }

  /// The runtime's events.
  func write(_ event: ServerEvent) {
    switch event {
    case .accepted(let connection, let peer):
      self.write(
        .debug, "connected",
        ["connection": "\(connection)", "uid": "\(peer.uid)", "pid": "\(peer.pid)"])
    case .refused(let peer, let reason):
      self.write(
        .warning, "refused", ["uid": "\(peer.uid)", "pid": "\(peer.pid)", "reason": reason])
    case .closed(let connection, let reason):
      self.write(.debug, "closed", ["connection": "\(connection)", "reason": reason])
    case .schemaDiffers(let connection, let agent):
      self.write(
        .info, "schema differs", ["connection": "\(connection)", "agent": agent])
    case .acceptFailed(let number):
      self.write(.error, "cannot accept", ["errno": "\(number)"])
    }
  }

  /// The service's events.
  func write(_ event: ServiceEvent) {
    switch event {
    case .failed(let method, let incident, let detail, let trace):
      self.write(
        .error, "call failed",
        [
          "method": method, "incident": String(incident, radix: 16), "detail": detail,
          "trace": trace ?? "none",
        ])
    case .traced(let method, let status, let trace):
      self.write(
        .debug, "call of a trace", ["method": method, "status": status, "trace": trace])
    }
  }
}

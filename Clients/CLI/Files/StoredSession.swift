import Foundation
import LatchkeyBase
import LatchkeySchema

/// Session or ticket that a sign-in left behind.
struct StoredSession: Codable, Sendable {
  /// State of the sign-in.
  enum Kind: String, Codable, Sendable {
    /// Signed in.
    case session
    /// A new password is required first; the token is the ticket for it.
    case passwordChange
    /// A code of the device is required first; the token is the ticket for it.
    case secondFactor
    /// A device is required first; the token is the ticket for it.
    case enrollment
  }

  var kind: Kind
  var token: Secret
  var account: AccountSummary
  var expiresAt: Timestamp

  init(kind: Kind, token: Secret, account: AccountSummary, expiresAt: Timestamp) {
    self.kind = kind
    self.token = token
    self.account = account
    self.expiresAt = expiresAt
  }

  init?(json: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.userInfo[Secret.asTextKey] = true
    guard let session = try? decoder.decode(Self.self, from: Data(json)) else { return nil }
    self = session
  }

  var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.userInfo[Secret.asTextKey] = true
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map(Array.init) ?? []
  }
}

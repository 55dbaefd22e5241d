import Foundation
import LatchkeySchema

/// What a sign-in left behind.
struct StoredSession: Codable, Sendable {
  /// How far the sign-in got.
  enum Kind: String, Codable, Sendable {
    /// Signed in.
    case session
    /// A new password is due first; the token is the ticket for that.
    case passwordChange
    /// A code of the device is due first; the token is the ticket for that.
    case secondFactor
    /// A device is due first; the token is the ticket for that.
    case enrollment
  }

  var kind: Kind
  var token: Secret
  var account: AccountSummary
  var expiresAt: UnixMilliseconds

  init(kind: Kind, token: Secret, account: AccountSummary, expiresAt: UnixMilliseconds) {
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

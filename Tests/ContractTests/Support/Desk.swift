import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// A daemon with an Account Administrator, who has just proved who sits there.
struct Desk: Sendable {
  static let bossPassword = "Kite-Over-Fjord-7"
  static let bossAddress = "ada@example.org"

  let daemon: Daemon
  let boss: Secret
  var client: LatchkeyClient { self.daemon.client }

  static func opened(
    in folder: Folder, _ flags: [String] = [], wrapper: [String] = []
  ) async throws -> Desk {
    let daemon = try await Daemon.started(in: folder, flags, wrapper: wrapper)
    _ = try await daemon.client.operator.bootstrap(
      displayName: "Ada Admin", email: Self.bossAddress, password: Secret(Self.bossPassword))
    let session = try await Self.signIn(daemon.client, Self.bossAddress, Self.bossPassword)
    _ = try await daemon.client.signIn.reauthenticate(
      password: Secret(Self.bossPassword), as: session)
    return Desk(daemon: daemon, boss: session)
  }

  static func signIn(
    _ client: LatchkeyClient, _ address: String, _ password: String
  ) async throws -> Secret {
    let answer = try await client.signIn.signIn(
      population: .agent, identifier: address, password: Secret(password))
    guard let session = answer.session else { throw NoSession(result: answer.result) }
    return session
  }

  struct NoSession: Error { let result: SignInResult }

  /// Adds an agent with a password of its own.
  func add(_ name: String, password: String, roles: [Int64] = []) async throws -> String {
    let address = "\(name)@example.org"
    _ = try await self.client.agents.createAgent(
      displayName: "Agent \(name)", email: address, roleIDs: roles, sendInvitation: false,
      as: self.boss)
    _ = try await self.client.agents.setPassword(
      agent: .address(address), newPassword: Secret(password), requireChangeAtNextSignIn: false,
      as: self.boss)
    return address
  }

  /// Sends a link and takes its token out of the mail.
  func link(for address: String) async throws -> String {
    let sent = try await self.client.agents.sendPasswordResetLink(
      agent: .address(address), as: self.boss)
    return try await self.daemon.token(inMail: sent.mailID, as: self.boss)
  }

  /// The reason with which a call is refused; nil if it succeeds.
  static func refusal<Answer>(
    _ call: () async throws(LatchkeyError) -> Answer
  ) async -> String? {
    do throws(LatchkeyError) {
      _ = try await call()
      return nil
    } catch {
      return error.reasonText
    }
  }
}

public import LatchkeyApplication
public import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// Somebody with an account, as a test knows them: password and session included.
public struct Colleague: Sendable {
  /// The account.
  public let id: AccountID
  /// The primary address.
  public let email: String
  /// The password that was last set.
  public var password: String
  /// The session that calls present.
  public var session: Secret?

  /// Somebody with an account.
  public init(id: AccountID, email: String, password: String, session: Secret? = nil) {
    self.id = id
    self.email = email
    self.password = password
    self.session = session
  }

  /// How calls name the account.
  public var selector: AccountSelector { .id(self.id) }
}

extension ServicePrincipal {
  /// The portal: people who are not signed in, and their own sessions.
  public static let portal = Self(name: "portal", scopes: [.endUser])
  /// The agent console.
  public static let console = Self(name: "console", scopes: [.endUser, .agentRelay])
  /// A sibling that verifies sessions.
  public static let sibling = Self(name: "tickets", scopes: [.verify])
  /// A sibling that makes contacts of tickets and looks contacts up.
  public static let ticketing = Self(name: "ticketing", scopes: [.provision, .directoryRead])
  /// A collector of audit entries.
  public static let collector = Self(name: "collector", scopes: [.auditRead])
  /// The operator on the host.
  public static let host = Self(name: "host", scopes: [.operate])
}

extension Secret {
  /// A copy of the bytes as text, to be searched for.
  public var revealed: String {
    self.withBytes { bytes in
      String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
  }
}

extension TestDesk {
  /// A call of somebody who is not signed in.
  public func anonymous(key: [UInt8]? = nil) -> Call {
    Call(
      principal: self.principal(.console),
      idempotency: key.map { .init(key: $0, digest: [1, 2, 3]) })
  }

  /// A call of the operator on the host.
  public var operatorCall: Call { Call(principal: self.principal(.host)) }

  /// A call of a sibling that verifies sessions.
  public var verifierCall: Call { Call(principal: self.principal(.sibling)) }

  /// A call of a sibling that makes contacts of tickets.
  public func ticketCall(key: [UInt8]? = nil) -> Call {
    Call(
      principal: self.principal(.ticketing),
      idempotency: key.map { .init(key: $0, digest: [1, 2, 3]) })
  }

  /// A call of somebody who is signed in.
  public func call(
    _ colleague: Colleague, key: [UInt8]? = nil, digest: [UInt8] = [1, 2, 3],
    enterCommit: @escaping @Sendable () throws -> Void = {}
  ) -> Call {
    self.call(
      colleague, key: key, digest: digest, commitPoint: TestCommitPoint(entering: enterCommit))
  }

  /// A call of somebody who is signed in, with a commit point of the test's own.
  public func call(
    _ colleague: Colleague, key: [UInt8]?, digest: [UInt8] = [1, 2, 3],
    commitPoint: any CommitPoint
  ) -> Call {
    Call(
      principal: self.principal(.console), session: colleague.session,
      idempotency: key.map { .init(key: $0, digest: digest) },
      commitPoint: commitPoint)
  }

  /// Why a call was refused; nil when it was carried out. Other errors are thrown on.
  public func reason<Value>(_ body: () async throws -> Value) async throws -> Reason? {
    try await self.refusal(body)?.reason
  }

  /// How a call was refused; nil when it was carried out. Other errors are thrown on.
  public func refusal<Value>(_ body: () async throws -> Value) async throws -> Refusal? {
    do {
      _ = try await body()
      return nil
    } catch let refusal as Refusal {
      return refusal
    } catch let failure as Failure {
      guard let refusal = failure.refusal else { throw failure.cause }
      return refusal
    }
  }
}

/// A commit point that a test decides about.
private struct TestCommitPoint: CommitPoint {
  let entering: @Sendable () throws -> Void

  func enter() throws(Failure) {
    do { try self.entering() } catch { throw .abandoned(error) }
  }

  func enterPart() throws(Failure) { try self.enter() }

  func leave(_ end: CommitEnd) {}
}

extension Failure {
  /// What went wrong, as the error that names it: ``StoreError``, for instance.
  public var cause: any Error {
    switch self {
    case .refusal(let refusal): refusal
    case .store(let error): error
    case .hasher(let detail): HasherError.failed(detail: detail)
    case .keys(let error): error
    case .backup(let error): error
    case .cancelled: CancellationError()
    case .abandoned(let error): error
    }
  }
}

/// Runs a use case, and throws what is behind its ``Failure``.
///
/// - Parameter body: Calls the use case.
/// - Returns: What it returned.
/// - Throws: The cause of the failure.
public func causing<Value>(_ body: () async throws -> Value) async throws -> Value {
  do {
    return try await body()
  } catch let failure as Failure {
    throw failure.cause
  }
}

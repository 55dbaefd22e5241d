import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// A secret that a call gave out.
enum Outcome: Sendable {
  case nothing
  case session(Secret)
  case token(Secret)
  case password(Secret)
  /// What a device needs to know.
  case device(Secret)
  /// Codes for when it is lost, and how the sign-in goes on that led there, if one did.
  case recoveryCodes([Secret], LatchkeyApplication.SignInResult?)

  /// How a sign-in goes on.
  init(_ result: LatchkeyApplication.SignInResult) {
    switch result {
    case .session(let session): self = .session(session.token)
    case .passwordChangeRequired(let ticket): self = .token(ticket.token)
    case .secondFactorRequired(let ticket), .enrollmentRequired(let ticket):
      self = .token(ticket.token)
    }
  }
}

/// One call: what is expected of it, and how it is made.
struct Action: Sendable {
  let method: Method
  let words: String
  /// The session that it presents, if one.
  var session: Int?
  let expect: @Sendable (inout Model) -> Model.Expectation
  let perform: @Sendable () async throws -> Outcome

  init(
    _ method: Method, _ words: String, by session: Int? = nil,
    expect: @escaping @Sendable (inout Model) -> Model.Expectation,
    perform: @escaping @Sendable () async throws -> Outcome
  ) {
    self.method = method
    self.words = session.map { "s\($0) \(words)" } ?? words
    self.session = session
    self.expect = expect
    self.perform = perform
  }

  /// One whose reply holds no secret.
  init<Value>(
    _ method: Method, _ words: String, by session: Int? = nil,
    _ expect: @escaping @Sendable (inout Model) -> Model.Expectation,
    _ perform: @escaping @Sendable () async throws -> Value
  ) {
    self.init(method, words, by: session, expect: expect) {
      _ = try await perform()
      return .nothing
    }
  }
}

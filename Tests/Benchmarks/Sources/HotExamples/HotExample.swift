internal import LatchkeyBase
public import LatchkeySchema

/// The hot messages as a sibling and the daemon exchange them, for whoever measures codecs.
public enum HotExample {
  /// Asks with a token of the usual length.
  public static let request = Sessions.VerifySession(
    session: Secret("lk_s_" + String(repeating: "k", count: 43)))

  /// Answers for an agent.
  public static let response = Sessions.VerifySession.Response(
    accountID: 918_273, population: .agent, credentialEpoch: 17,
    idleExpiresAt: Timestamp(milliseconds: 1_790_000_000_123),
    expiresAt: Timestamp(milliseconds: 1_790_043_200_123))
}

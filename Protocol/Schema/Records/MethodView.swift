/// A method as the service describes it, so that any version of a client can call it.
public struct MethodView: Message {
  /// On the wire.
  public var number: Int
  /// Service and verb.
  public var name: String
  /// How many messages go each way.
  public var kind: CallKindName
  /// The record that is sent.
  public var request: String
  /// The record of each message behind the request, if there are any.
  public var element: String?
  /// The record of the answer, or of each answer.
  public var response: String
  /// A longer deadline is cut to this; 0 is none, and then the call is endless.
  public var deadlineMilliseconds: Int
  /// Whether a call may change what is stored.
  public var isMutation: Bool
  /// Whether request or answer hold a secret.
  public var isSensitive: Bool
  /// The calling service needs one of these; none is any known service.
  public var scopes: [String]
  /// Who must speak.
  public var caller: CallerRule
  /// What an agent needs for it.
  public var permissions: [PermissionName]
  /// A service with this scope may call without a person.
  public var serviceScope: String?
  /// Whether the person must have proved who sits there.
  public var needsStepUp: Bool
  /// Whether a call has no end of its own: a service that goes away ends it with `RECONNECT`, and lets all
  /// others finish. Absent is no.
  public var isEndless: Bool?
}

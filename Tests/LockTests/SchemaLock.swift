/// What other programs rely on: everything of the schema that must not change under them.
///
/// A value with a text of one line a fact, so that a review shows what a change breaks.
struct SchemaLock: Hashable, Sendable {
  /// A method.
  struct MethodFacts: Hashable, Sendable {
    var number: Int
    var kind: String
    var request: String
    var element: String
    var response: String
    /// 0 is none: the method is endless.
    var deadlineMilliseconds: Int
    var isMutation: Bool
    var isSensitive: Bool
  }

  /// Who may call a method, in one aspect of it.
  struct Access: Hashable, Sendable {
    /// Any of these; none is any known service.
    var scopes: Set<String>
    /// Who must speak.
    var subject: String
    /// With these permissions, for agents.
    var permissions: Set<String>
    /// The scope of a service that may call without a person; `-` is none.
    var serviceScope: String
    var guards: Set<String>
    /// `always`, `setting` or `never`.
    var stepUp: String
  }

  /// A record.
  struct RecordFacts: Hashable, Sendable {
    var isExclusive: Bool
    /// Whether an answer holds it; then readers rely on its required fields.
    var isAnswered: Bool
    var fields: [Int: FieldFacts]
  }

  /// A field of a record.
  struct FieldFacts: Hashable, Sendable {
    var name: String
    var type: String
    var isOptional: Bool
  }

  /// By name.
  var methods: [String: MethodFacts] = [:]
  /// By method and aspect, `Agents.UpdateAgent/plain`.
  var access: [String: Access] = [:]
  /// By name.
  var records: [String: RecordFacts] = [:]
  /// Words by vocabulary.
  var words: [String: Set<String>] = [:]
  /// Status codes by reason.
  var reasons: [String: Int] = [:]
  /// Limits of the protocol by name.
  var limits: [String: Int] = [:]
  /// What was used once and must not be used again: `method 612`, `method Contacts.Old`,
  /// `field Agents.Get 3`, `field Agents.Get oldName`, `word HealthStatus ill`.
  var reserved: Set<String> = []
}

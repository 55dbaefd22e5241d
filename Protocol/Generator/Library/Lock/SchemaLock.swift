/// What other programs rely on: everything of the schema that must not change under them.
///
/// A value with a text of one line a fact, so that a review shows what a change breaks.
package struct SchemaLock: Hashable, Sendable {
  /// A method.
  package struct MethodFacts: Hashable, Sendable {
    package var number: Int
    package var kind: String
    package var request: String
    package var element: String
    package var response: String
    /// 0 is none: the method is endless.
    package var deadlineMilliseconds: Int
    package var isMutation: Bool
    package var isSensitive: Bool
  }

  /// Who may call a method, in one aspect of it.
  package struct Access: Hashable, Sendable {
    /// Any of these; none is any known service.
    package var scopes: Set<String>
    /// Who must speak.
    package var subject: String
    /// With these permissions, for agents.
    package var permissions: Set<String>
    /// The scope of a service that may call without a person; `-` is none.
    package var serviceScope: String
    package var guards: Set<String>
    /// `always`, `setting` or `never`.
    package var stepUp: String

    /// A rule in the words of the lock.
    package init(
      scopes: Set<String>, subject: String, permissions: Set<String>, serviceScope: String,
      guards: Set<String>, stepUp: String
    ) {
      self.scopes = scopes
      self.subject = subject
      self.permissions = permissions
      self.serviceScope = serviceScope
      self.guards = guards
      self.stepUp = stepUp
    }
  }

  /// A record.
  package struct RecordFacts: Hashable, Sendable {
    package var isExclusive: Bool
    /// Whether an answer holds it; then readers rely on its required fields.
    package var isAnswered: Bool
    package var fields: [Int: FieldFacts]
  }

  /// A field of a record.
  package struct FieldFacts: Hashable, Sendable {
    package var name: String
    package var type: String
    package var isOptional: Bool
  }

  /// By name.
  package var methods: [String: MethodFacts] = [:]
  /// By method and aspect, `Agents.UpdateAgent/plain`.
  package var access: [String: Access] = [:]
  /// By name.
  package var records: [String: RecordFacts] = [:]
  /// Words by vocabulary.
  package var words: [String: Set<String>] = [:]
  /// Status codes by reason.
  package var reasons: [String: Int] = [:]
  /// Limits of the protocol by name.
  package var limits: [String: Int] = [:]
  /// Names that programs send, store or compare and that no message's type lists, by kind:
  /// `audit-action`, `setting`, `mail-kind`, `permission`, `scope`, `gauge`, `runtime-reason`.
  package var names: [String: Set<String>] = [:]
  /// What was used once and must not be used again: `method 612`, `method Contacts.Old`,
  /// `field Agents.Get 3`, `field Agents.Get oldName`, `word HealthStatus ill`.
  package var reserved: Set<String> = []

  /// A lock of nothing.
  package init() {}
}

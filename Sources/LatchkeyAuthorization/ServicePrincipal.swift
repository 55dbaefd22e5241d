/// What a sibling service on the host may do, apart from the rights of the person who speaks through it.
public enum Scope: String, CaseIterable, Hashable, Sendable {
  /// Call the public methods for people who are not signed in, and for owners of a session.
  case endUser = "end_user"
  /// Present agents' sessions for administrative methods.
  case agentRelay = "agent_relay"
  /// Verify sessions.
  case verify
  /// Make contacts from tickets.
  case provision
  /// Read contacts without a person.
  case directoryRead = "directory_read"
  /// Read the audit without a person.
  case auditRead = "audit_read"
  /// Act as the operator: uid 0 and the daemon's own uid.
  case operate
}

/// The sibling process at the other end of a connection, known by its uid.
public struct ServicePrincipal: Hashable, Sendable {
  /// Its name in the configuration and in the audit.
  public let name: String
  /// What it may do.
  public let scopes: Set<Scope>

  /// A principal.
  public init(name: String, scopes: Set<Scope>) {
    self.name = name
    self.scopes = scopes
  }
}

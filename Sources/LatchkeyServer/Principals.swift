public import LatchkeyAuthorization
public import LatchkeySocket

/// Which sibling service a peer is, by what the kernel says of its process.
///
/// Only uid and groups decide: they are a snapshot from the connect. A pid may be another process
/// by the time it is looked at.
public struct Principals: Sendable {
  private let byUser: [UInt32: ServicePrincipal]
  private let byGroup: [UInt32: ServicePrincipal]

  /// The services of a configuration. A uid goes before a group.
  public init(byUser: [UInt32: ServicePrincipal], byGroup: [UInt32: ServicePrincipal]) {
    self.byUser = byUser
    self.byGroup = byGroup
  }

  /// The service of a name; nil for an unknown one.
  func principal(named name: String) -> ServicePrincipal? {
    self.byUser.values.first { $0.name == name } ?? self.byGroup.values.first { $0.name == name }
  }

  /// The service of a peer; nil for an unknown one.
  public func principal(of peer: PeerIdentity) -> ServicePrincipal? {
    if let principal = self.byUser[peer.uid] { return principal }
    guard !self.byGroup.isEmpty else { return nil }
    if let principal = self.byGroup[peer.gid] { return principal }
    return peer.groups.lazy.compactMap { self.byGroup[$0] }.first
  }
}

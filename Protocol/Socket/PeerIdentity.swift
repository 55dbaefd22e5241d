internal import CLinux
internal import Glibc

/// Who is at the other end of a connection, as the kernel recorded it when the connection was made.
///
/// Only ``uid``, ``gid`` and ``groups`` may decide anything. ``pid`` is decoration for the audit:
/// the process may be gone, and its number may belong to another one by now.
public struct PeerIdentity: Hashable, Sendable {
  /// Effective user id.
  public let uid: UInt32
  /// Effective group id.
  public let gid: UInt32
  /// Supplementary groups; empty when the kernel does not tell (before Linux 4.13).
  public let groups: [UInt32]
  /// Process id at connect time, 0 when it lives in a process namespace we cannot see.
  public let pid: Int32

  /// A named identity, for tests.
  ///
  /// - Parameters:
  ///   - uid: Effective user id.
  ///   - gid: Effective group id.
  ///   - groups: Supplementary groups.
  ///   - pid: Process id.
  public init(uid: UInt32, gid: UInt32, groups: [UInt32], pid: Int32) {
    self.uid = uid
    self.gid = gid
    self.groups = groups
    self.pid = pid
  }

  /// Reads the identity of a connected Unix socket's other end.
  init(of descriptor: borrowing OwnedDescriptor) throws(SocketError) {
    var peer = latchkey_peer()
    var length = socklen_t(MemoryLayout<latchkey_peer>.size)
    guard unsafe getsockopt(descriptor.raw, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 else {
      throw SocketError(errno: errno, phase: .identify)
    }
    self.init(
      uid: peer.uid, gid: peer.gid, groups: Self.groups(of: descriptor), pid: peer.pid)
  }

  /// Linux: a process has at most 65 536 supplementary groups (NGROUPS_MAX).
  private static let groupsMax = 65_536

  private static func groups(of descriptor: borrowing OwnedDescriptor) -> [UInt32] {
    var capacity = 32
    while capacity <= Self.groupsMax {
      var groups = [UInt32](repeating: 0, count: capacity)
      var length = socklen_t(capacity * MemoryLayout<UInt32>.stride)
      let status = unsafe getsockopt(descriptor.raw, SOL_SOCKET, SO_PEERGROUPS, &groups, &length)
      if status == 0 {
        groups.removeLast(capacity - Int(length) / MemoryLayout<UInt32>.stride)
        return groups
      }
      // ERANGE: the list is longer, and length says how long.
      let needed = Int(length) / MemoryLayout<UInt32>.stride
      guard errno == ERANGE, needed > capacity else { return [] }
      capacity = needed
    }
    return []
  }
}

extension UnixConnection {
  /// A descriptor of the peer's process (pidfd), which never comes to mean another process as a
  /// number does.
  ///
  /// - Returns: The descriptor; nil when the kernel has none (before Linux 6.5), the process is
  ///   gone, or descriptors run out.
  public borrowing func peerProcess() -> OwnedDescriptor? {
    var raw: Int32 = -1
    var length = socklen_t(MemoryLayout<Int32>.size)
    let status = unsafe getsockopt(
      self.descriptor.raw, SOL_SOCKET, SO_PEERPIDFD, &raw, &length)
    return status == 0 && raw >= 0 ? OwnedDescriptor(owning: raw) : nil
  }
}

internal import Glibc

/// One file descriptor with one owner, closed when the owner lets it go.
///
/// Lend ``raw`` to a system call and do not keep it: after this value ends, the same number may
/// name the file of another owner.
public struct OwnedDescriptor: ~Copyable, Sendable {
  /// The number the kernel knows, valid as long as this value lives.
  public let raw: Int32

  /// Takes over a descriptor that has no other owner.
  ///
  /// - Parameter raw: An open descriptor, not negative.
  public init(owning raw: Int32) {
    precondition(raw >= 0, "An owned descriptor is open.")
    self.raw = raw
  }

  deinit {
    let status = close(self.raw)
    // EBADF means that another owner closed our descriptor: the number may already be theirs.
    precondition(status == 0 || errno != EBADF, "Descriptor \(self.raw) was closed twice.")
  }

  /// Gives the descriptor away; the caller closes it from now on.
  ///
  /// - Returns: The open descriptor.
  public consuming func release() -> Int32 {
    let raw = self.raw
    discard self
    return raw
  }
}

internal import Glibc

/// Overwrites memory that held a secret with zeros, in a way that no optimiser may leave out.
///
/// - Parameter bytes: The memory. It stays as long as it is.
public func wipe(_ bytes: inout MutableSpan<UInt8>) {
  unsafe bytes.withUnsafeMutableBytes { unsafe wipe($0) }
}

/// Overwrites an array that held a secret, or a part of one. It keeps its length.
///
/// - Parameter array: Must not be shared: a second owner would keep the secret, and only a copy would
///   be overwritten.
public func wipe(_ array: inout [UInt8]) {
  unsafe array.withUnsafeMutableBytes { unsafe wipe($0) }
}

/// Overwrites an array of characters that held a secret. It keeps its length.
///
/// - Parameter array: Must not be shared, as with bytes.
public func wipe(_ array: inout [Unicode.Scalar]) {
  unsafe array.withUnsafeMutableBytes { unsafe wipe($0) }
}

/// Overwrites memory that held a secret with zeros: the one place of this package that does.
///
/// - Parameter memory: What to overwrite. The caller owns it.
public func wipe(_ memory: UnsafeMutableRawBufferPointer) {
  // Not a loop: the optimiser would drop stores to memory that is freed next.
  if let start = memory.baseAddress { unsafe explicit_bzero(start, memory.count) }
}

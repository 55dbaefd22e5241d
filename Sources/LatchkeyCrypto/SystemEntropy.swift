internal import CSodium
public import LatchkeyApplication

/// Random bytes from the kernel, by way of libsodium.
///
/// Without a source of randomness libsodium ends the process: there is no weaker source to fall
/// back to (OWASP ASVS 11.5.1).
public struct SystemEntropy: Entropy {
  /// The kernel's randomness.
  public init() { Sodium.start() }

  /// That many random bytes.
  public func bytes(_ count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let address = buffer.baseAddress { unsafe randombytes_buf(address, count) }
      initialized = count
    }
  }
}

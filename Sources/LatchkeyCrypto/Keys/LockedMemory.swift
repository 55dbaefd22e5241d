internal import CSodium

/// Memory for keys: between guard pages, kept out of swap and core dumps where the system allows
/// it, and wiped when the last holder lets go.
@safe
final class LockedMemory: Sendable {
  let count: Int
  /// Whether the system agreed to keep it out of swap.
  let isLocked: Bool
  // Written by `init` only, and read-only for the processor from then on.
  private nonisolated(unsafe) let address: UnsafeMutableRawPointer

  /// Takes memory, lets the closure fill it, and makes it read-only. Nil when there is none.
  init?<Failure: Error>(
    count: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    Sodium.start()
    guard let address = unsafe sodium_malloc(count) else { return nil }
    self.count = count
    unsafe self.address = address
    // It has tried already and did not say how it went. Locking twice is locking once.
    self.isLocked = unsafe sodium_mlock(address, count) == 0
    unsafe try fill(UnsafeMutableRawBufferPointer(start: address, count: count))
    unsafe sodium_mprotect_readonly(address)
  }

  deinit {
    // Makes it writable, wipes it, unlocks it.
    unsafe sodium_free(self.address)
  }

  /// Lends the bytes for the time of the closure.
  func withBytes<Value, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    // The memory lives as long as this object, which the closure's caller holds.
    try unsafe body(UnsafeRawBufferPointer(start: self.address, count: self.count))
  }
}

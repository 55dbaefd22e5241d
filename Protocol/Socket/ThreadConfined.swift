/// A variable that belongs to one thread.
///
/// The language checks at run time that two accesses to a variable of a class do not overlap, which
/// takes a fifth of the instructions of a small call. What is on the path of every call lies in one of
/// these instead: checked in debug builds, and with them in all tests, taken for granted in release
/// builds. Its owner hands it to no other thread, and lends ``value`` to nothing that comes back
/// for it.
public final class ThreadConfined<Value: ~Copyable> {
  #if DEBUG
    /// The value.
    public var value: Value

    /// A variable.
    public init(_ value: consuming Value) { self.value = value }
  #else
    @exclusivity(unchecked) @usableFromInline var unchecked: Value

    /// The value.
    public var value: Value {
      @inline(__always) @inlinable _read { yield unsafe self.unchecked }
      @inline(__always) @inlinable _modify { yield unsafe &self.unchecked }
    }

    /// A variable.
    @inlinable
    public init(_ value: consuming Value) { unsafe self.unchecked = value }
  #endif
}

/// Growing memory with one owner, which is wiped before it is given back: request and response bodies
/// on their way from the read to the handler, and every secret.
///
/// Noncopyable, so that the compiler and not a reference count says who has the bytes. A step that
/// hands them on consumes the buffer; ``Secret/init(_:)-(SecretBuffer)`` takes it over without a
/// copy. Growing moves the bytes and wipes the old place.
@safe
public struct SecretBuffer: ~Copyable, Sendable {
  /// Told of memory that is given back, after it was wiped: how a test sees that nothing is left.
  package typealias Observer = @Sendable (_ wiped: Span<UInt8>) -> Void

  // Touched by the one owner only; `consuming` hands it on.
  private nonisolated(unsafe) var memory: UnsafeMutableBufferPointer<UInt8>
  /// How many bytes it holds.
  public private(set) var byteCount = 0
  // Most bytes it ever held in this memory: behind them nothing was written.
  private var usedMax = 0
  private let observer: Observer?

  /// An empty buffer.
  ///
  /// - Parameter byteCapacity: How many bytes fit before it has to move. None are allocated for 0.
  public init(byteCapacity: Int = 0) {
    self.init(byteCapacity: byteCapacity, observer: nil)
  }

  /// An empty buffer that is watched.
  ///
  /// - Parameters:
  ///   - byteCapacity: How many bytes fit before it has to move.
  ///   - observer: Hears of memory that was written to, after it was wiped and before it is freed.
  package init(byteCapacity: Int, observer: Observer?) {
    unsafe self.memory = Self.allocate(byteCapacity)
    self.observer = observer
  }

  /// A buffer with a copy of bytes that belong to somebody else, who wipes them.
  ///
  /// - Parameter bytes: What to copy.
  public init(copying bytes: Span<UInt8>) {
    self.init(byteCapacity: bytes.count)
    self.append(copying: bytes)
  }

  /// A buffer with the bytes of an array.
  ///
  /// - Parameter array: What to take over. Wiped, where the caller gave up the only copy.
  public init(_ array: consuming [UInt8]) {
    self.init(copying: array.span)
    wipe(&array)
  }

  deinit {
    unsafe Self.release(self.memory, used: max(self.usedMax, self.byteCount), self.observer)
  }

  /// How many bytes fit before it has to move.
  public var byteCapacity: Int { unsafe self.memory.count }

  /// Whether it holds nothing.
  public var isEmpty: Bool { self.byteCount == 0 }

  /// Lends the bytes for the time of the closure.
  ///
  /// - Parameter body: Reads them. What it copies it has to wipe.
  /// - Returns: What the closure returns.
  /// - Throws: What the closure throws.
  public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let used = unsafe UnsafeBufferPointer(rebasing: self.memory[..<self.byteCount])
    return try body(unsafe Span(_unsafeElements: used))
  }

  /// Lends the bytes to change them in their place.
  ///
  /// - Parameter body: Reads and writes them.
  /// - Returns: What the closure returns.
  /// - Throws: What the closure throws.
  public mutating func withMutableBytes<Result: ~Copyable, Failure: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let used = unsafe UnsafeMutableBufferPointer(rebasing: self.memory[..<self.byteCount])
    var bytes = unsafe MutableSpan(_unsafeElements: used)
    return try body(&bytes)
  }

  /// Appends one byte.
  ///
  /// - Parameter byte: The byte.
  public mutating func append(_ byte: UInt8) {
    self.append(byteCountMax: 1) { $0.append(byte) }
  }

  /// Appends a copy of bytes that belong to somebody else.
  ///
  /// - Parameter bytes: What to append.
  public mutating func append(copying bytes: Span<UInt8>) {
    guard !bytes.isEmpty else { return }
    self.reserve(bytes.count)
    let rest = unsafe UnsafeMutableBufferPointer(rebasing: self.memory[self.byteCount...])
    unsafe bytes.withUnsafeBufferPointer { _ = unsafe rest.initialize(fromContentsOf: $0) }
    self.byteCount += bytes.count
  }

  /// Appends what a closure writes, such as a read from a socket, in its place.
  ///
  /// - Parameters:
  ///   - byteCountMax: How many bytes it may write at most.
  ///   - write: Appends to the span. What it wrote counts even if it throws.
  /// - Returns: What the closure returns.
  /// - Throws: What the closure throws.
  @discardableResult
  public mutating func append<Result: ~Copyable, Failure: Error>(
    byteCountMax: Int, _ write: (inout OutputSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    self.reserve(byteCountMax)
    let place = unsafe UnsafeMutableBufferPointer(
      rebasing: self.memory[self.byteCount..<self.byteCount + byteCountMax])
    var output = unsafe OutputSpan(buffer: place, initializedCount: 0)
    do throws(Failure) {
      let result = try write(&output)
      self.byteCount += unsafe output.finalize(for: place)
      return result
    } catch {
      self.byteCount += unsafe output.finalize(for: place)
      throw error
    }
  }

  /// Takes bytes away at the front. What moves forward leaves nothing behind.
  ///
  /// - Parameter count: How many, at most ``byteCount``.
  public mutating func removeFirst(_ count: Int) {
    precondition((0...self.byteCount).contains(count), "A buffer gives no more than it has.")
    guard count > 0 else { return }
    let rest = self.byteCount - count
    let target = unsafe UnsafeMutableBufferPointer(rebasing: self.memory[..<rest])
    _ = unsafe target.update(
      fromContentsOf: UnsafeBufferPointer(rebasing: self.memory[count..<self.byteCount]))
    self.truncate(to: rest)
  }

  /// Takes bytes away at the end, and wipes them.
  ///
  /// - Parameter count: How many stay, at most ``byteCount``.
  public mutating func truncate(to count: Int) {
    precondition((0...self.byteCount).contains(count), "A buffer is not made longer by cutting it.")
    let place = unsafe UnsafeMutableBufferPointer(
      rebasing: self.memory[count..<self.byteCount])
    var gone = unsafe MutableSpan(_unsafeElements: place)
    wipe(&gone)
    self.usedMax = max(self.usedMax, self.byteCount)
    self.byteCount = count
  }

  /// Wipes and forgets all bytes. The memory stays for the next ones.
  public mutating func removeAll() {
    self.truncate(to: 0)
  }

  /// Makes room for more bytes. The capacity at least doubles when it has to grow, so that appending
  /// costs amortised constant time.
  ///
  /// - Parameter additional: How many bytes are to fit behind those that are there.
  public mutating func reserve(_ additional: Int) {
    let needed = self.byteCount + additional
    guard needed > self.byteCapacity else { return }
    let larger = unsafe Self.allocate(max(needed, 2 * self.byteCapacity, 64))
    _ = unsafe larger.initialize(
      fromContentsOf: UnsafeBufferPointer(rebasing: self.memory[..<self.byteCount]))
    unsafe Self.release(self.memory, used: max(self.usedMax, self.byteCount), self.observer)
    unsafe self.memory = larger
    self.usedMax = 0
  }

  private static func allocate(_ byteCount: Int) -> UnsafeMutableBufferPointer<UInt8> {
    unsafe byteCount > 0
      ? .allocate(capacity: byteCount) : UnsafeMutableBufferPointer(start: nil, count: 0)
  }

  /// Wipes memory and frees it.
  ///
  /// - Parameters:
  ///   - memory: What to free.
  ///   - used: How many bytes were ever written; the rest is as it was allocated.
  ///   - observer: Looks at the memory once it is wiped, in tests.
  private static func release(
    _ memory: UnsafeMutableBufferPointer<UInt8>, used: Int, _ observer: Observer?
  ) {
    var bytes = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(rebasing: memory[..<used]))
    wipe(&bytes)
    if let observer, used > 0 {
      observer(
        unsafe Span(_unsafeElements: UnsafeBufferPointer(rebasing: memory[..<used])))
    }
    unsafe memory.deallocate()
  }
}

import LatchkeyRuntime
import LatchkeySchema

/// What the runtime must know of each method, found by its number.
enum MethodTable {
  /// By number, some 1 500 of which most are free: a look-up in a dictionary takes longer.
  private static let table: [MethodTraits?] = {
    let last = Method.allCases.map { Int($0.rawValue) }.max() ?? 0
    var table = [MethodTraits?](repeating: nil, count: last + 1)
    for (position, method) in Method.allCases.enumerated() {
      var traits = MethodTraits(method.declaration)
      traits.figuresSlot = position + 1
      traits.mayAnswerSynchronously = method.declaration.isFast
      table[Int(method.rawValue)] = traits
    }
    return table
  }()

  /// The limits of a method; nil for a number that is free.
  static func traits(of number: UInt64) -> MethodTraits? {
    number < self.table.count ? self.table[Int(number)] : nil
  }

  /// The method that the calls in this slot are counted for.
  static func method(countedInSlot slot: Int) -> Method? {
    let methods = Method.allCases
    return methods.indices.contains(slot - 1) ? methods[slot - 1] : nil
  }
}

extension MethodTraits {
  /// What the runtime must know of a method.
  fileprivate init(_ declaration: Declaration) {
    self.init(
      deadlineMillisecondsMax: declaration.deadlineMillisecondsMax,
      isSensitive: declaration.isSensitive,
      clientStreams: declaration.kind == .clientStream || declaration.kind == .bidirectional,
      serverStreams: declaration.kind == .serverStream || declaration.kind == .bidirectional)
  }
}

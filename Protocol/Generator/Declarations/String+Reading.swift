extension String {
  /// Without spaces at both ends.
  var trimmed: String {
    let start = self.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }

  /// What stands between a beginning and an end; nil when the text has other ones.
  func between(_ start: String, _ end: String) -> String? {
    guard self.count >= start.count + end.count, self.hasPrefix(start), self.hasSuffix(end) else {
      return nil
    }
    return String(self.dropFirst(start.count).dropLast(end.count))
  }

  /// The parts on both sides of the first place of a text.
  func components(at separator: String) -> [String] {
    guard let range = self.ranges(of: separator).first else { return [self] }
    return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
  }
}

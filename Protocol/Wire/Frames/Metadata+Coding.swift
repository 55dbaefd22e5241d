// On the wire: an array of 2n items, name, value, name, value, … A map could not repeat a name.

extension CBORWriter {
  /// Writes metadata as one array.
  mutating func metadata(_ metadata: Metadata) {
    self.arrayHeader(metadata.entries.count * 2)
    for entry in metadata.entries {
      self.text(entry.name)
      switch entry.value {
      case .text(let text): self.text(text)
      case .bytes(let bytes): self.bytes(bytes)
      }
    }
  }
}

extension CBORReader {
  /// Reads metadata; nil when it is well formed and beyond a limit of metadata.
  mutating func readMetadata() throws(CBORError) -> Metadata? {
    let start = self.offset
    let count = try self.readArrayHeader()
    guard count.isMultiple(of: 2) else { throw CBORError(.invalidValue, at: start) }
    guard count <= Metadata.entriesMax * 2 else { return nil }
    var metadata = Metadata()
    var bytes = 0
    for _ in 0..<count / 2 {
      let nameStart = self.offset
      let name = try self.readText()
      guard Metadata.isName(name) else { throw CBORError(.invalidValue, at: nameStart) }
      let valueStart = self.offset
      let value: Metadata.Value
      switch try self.peekKind() {
      case .text: value = .text(try self.readText())
      case .bytes: value = .bytes(self.copy(try self.readBytes()))
      case .unsigned, .negative, .array, .map, .bool, .null:
        throw CBORError(.typeMismatch, at: valueStart)
      case nil: throw CBORError(.truncated, at: valueStart)
      }
      bytes += name.utf8.count + value.byteCount
      guard bytes <= Metadata.bytesMax else { return nil }
      metadata.append(name, value)
    }
    return metadata
  }
}

// One line for each type that the protocol lists; all of them are the same function.
extension CBORKeyedDecoding {
  func decode(_ type: Bool.Type, forKey key: Key) throws(CBORError) -> Bool {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: String.Type, forKey key: Key) throws(CBORError) -> String {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Double.Type, forKey key: Key) throws(CBORError) -> Double {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Float.Type, forKey key: Key) throws(CBORError) -> Float {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int.Type, forKey key: Key) throws(CBORError) -> Int {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int8.Type, forKey key: Key) throws(CBORError) -> Int8 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int16.Type, forKey key: Key) throws(CBORError) -> Int16 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int32.Type, forKey key: Key) throws(CBORError) -> Int32 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: Int64.Type, forKey key: Key) throws(CBORError) -> Int64 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt.Type, forKey key: Key) throws(CBORError) -> UInt {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt8.Type, forKey key: Key) throws(CBORError) -> UInt8 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt16.Type, forKey key: Key) throws(CBORError) -> UInt16 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt32.Type, forKey key: Key) throws(CBORError) -> UInt32 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decode(_ type: UInt64.Type, forKey key: Key) throws(CBORError) -> UInt64 {
    try self.leaf(type, at: try self.place(key), key)
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws(CBORError) -> Bool? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws(CBORError) -> String? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws(CBORError) -> Double? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws(CBORError) -> Float? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws(CBORError) -> Int? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws(CBORError) -> Int8? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws(CBORError) -> Int16? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws(CBORError) -> Int32? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws(CBORError) -> Int64? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws(CBORError) -> UInt? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws(CBORError) -> UInt8? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws(CBORError) -> UInt16? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws(CBORError) -> UInt32? {
    try self.leafIfPresent(type, key)
  }

  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws(CBORError) -> UInt64? {
    try self.leafIfPresent(type, key)
  }
}

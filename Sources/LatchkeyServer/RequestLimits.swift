/// Limits of requests to this service, within those of the protocol.
enum RequestLimits {
  /// Bytes of a request at most: four times what the largest that makes sense needs.
  static let bytesMax = 65_536
}

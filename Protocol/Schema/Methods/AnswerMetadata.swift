/// Names of what may stand beside an answer, in its metadata.
public enum AnswerMetadata {
  /// Has the text `true` when the answer was given before, to the same request under the same idempotency
  /// key: nothing was done this time.
  public static let idempotentReplay = "idempotent_replay"
}

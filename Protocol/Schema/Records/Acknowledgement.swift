/// It is done, and there is nothing to add.
public struct Acknowledgement: Message {}

"""Sequences of different length in one tensor."""
from ... import _C

__all__ = ["pad_sequence", "unpad_sequence"]


def pad_sequence(sequences, batch_first=False, padding_value=0.0):
    """The sequences [length, ...] in one tensor [longest, count, ...], or [count, longest, ...], the shorter ones filled up."""
    return _C.nn.pad_sequence(list(sequences), batch_first, padding_value)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    """The sequences of these lengths again: pad_sequence turned round."""
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[:int(n)] for row, n in zip(rows, lengths)]

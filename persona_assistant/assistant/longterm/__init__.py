"""Long-term memory with a language model: what it is asked before an answer and after one."""

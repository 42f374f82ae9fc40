"""Long-term memory: what is asked of a language model before an answer and after one, and what was
said in chats."""

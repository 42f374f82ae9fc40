"""The processor that TRL's own trainer asks for, from the parts that ours has been loaded with.

`Gemma4Processor` insists on a processor of videos, which insists on torchvision; where that is not
there, its slot is left out.
"""

from __future__ import annotations

from typing import Any, ClassVar

from transformers import Gemma4Processor
from transformers.processing_utils import ProcessorMixin

from persona_assistant.train.families import Loaded

_CHAT = (
    "{{ bos_token }}{% for m in messages %}<|turn>{{ m['role'] }}\n{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}<|image|>{% elif c['type'] == 'audio' %}<|audio|>{% else %}{{ "
    "c['text'] }}"
    "{% endif %}"
    "{% endfor %}<turn|>\n{% endfor %}{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)


class WithoutVideos(Gemma4Processor):
    text_kwargs: ClassVar[dict[str, Any]] = {}
    """Unless told otherwise `Gemma4Processor` pads, and TRL 1.16 then takes the padding for words
    of the prompt."""

    def __init__(
        self,
        feature_extractor: Any,
        image_processor: Any,
        tokenizer: Any,
        chat_template: Any = None,
    ) -> None:
        self.image_seq_length, self.audio_seq_length, self.audio_ms_per_token = 280, 750, 40
        for name in ("image", "boi", "eoi", "audio", "boa", "eoa"):
            setattr(self, f"{name}_token", getattr(tokenizer, f"{name}_token"))
        self.image_token_id, self.audio_token_id = (
            tokenizer.image_token_id,
            tokenizer.audio_token_id,
        )
        self.video_token, self.video_token_id = (
            "<|video|>",
            tokenizer.convert_tokens_to_ids("<|video|>"),
        )
        ProcessorMixin.__init__(
            self,
            feature_extractor=feature_extractor,
            image_processor=image_processor,
            tokenizer=tokenizer,
            chat_template=chat_template,
        )


def processor(loaded: Loaded) -> WithoutVideos:
    return WithoutVideos(loaded.clips, loaded.pictures, loaded.tokenizer, _CHAT)

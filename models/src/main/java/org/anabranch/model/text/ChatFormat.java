package org.anabranch.model.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * One user's message as the prompt that an instruction model was trained on. Templates are Jinja programs; two fixed formats are
 * known, told by the markers in the checkpoint's own template:
 * <pre>
 *   LLaDA   begin of text, header of the user, MESSAGE, &lt;|eot_id|&gt;, header of the assistant
 *   ChatML  the template's own system message, &lt;|im_start|&gt;user, MESSAGE, &lt;|im_end|&gt;, &lt;|im_start|&gt;assistant
 * </pre>
 */
public final class ChatFormat {
  private static final Pattern SYSTEM = Pattern.compile("<\\|im_start\\|>system\\\\n([^'<{}]+)<\\|im_end\\|>");

  private ChatFormat() {}

  /**
   * The prompt.
   *
   * @throws CheckpointException if the checkpoint has no template, or one of neither format
   */
  public static String prompt(TokenizerFiles files, String message) {
    String template = files.chatTemplate().orElseThrow(
        () -> new CheckpointException("chat: " + files.source() + " has no tokenizer_config.json with a chat_template beside it"));
    if (template.contains("<|start_header_id|>") && template.contains("<|eot_id|>")) {
      String begin = template.contains("bos_token") ? files.role("bos_token").orElse("") : "";
      return begin + "<|start_header_id|>user<|end_header_id|>\n\n" + message.strip()
          + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n";
    }
    if (template.contains("<|im_start|>") && template.contains("<|im_end|>")) {
      Matcher system = SYSTEM.matcher(template.replace("\n", "\\n"));
      String before = system.find() ? "<|im_start|>system\n" + system.group(1) + "<|im_end|>\n" : "";
      return before + "<|im_start|>user\n" + message + "<|im_end|>\n<|im_start|>assistant\n";
    }
    throw new CheckpointException("chat: the chat_template beside " + files.source() + " has neither the markers of LLaDA's headers "
        + "nor those of ChatML; give the whole prompt without --chat");
  }
}

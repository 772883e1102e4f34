package org.anabranch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.TextDomain;
import org.anabranch.cli.domain.TokenChoice;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.catalog.Architecture;
import org.anabranch.model.catalog.MaskedModel;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.masked.MdlmConfig;
import org.anabranch.model.plan.MemoryPlan;
import org.anabranch.model.plan.PlanRequest;
import org.anabranch.model.slots.SlotTemplate;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.model.text.ChatFormat;
import org.anabranch.model.text.TextTemplates;
import org.anabranch.model.text.Tokenizer;
import org.anabranch.model.text.TokenizerVocabulary;
import org.anabranch.model.text.Tokenizers;
import org.anabranch.solver.masked.EndRule;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenTemplate;
import picocli.CommandLine.Option;

/** Which text a checkpoint of masked tokens is to complete. */
final class TextOptions {
  private static final int STANDARD_LENGTH = 128;
  /** LLaDA's end of a turn, which its chats end with instead of the end of the text. */
  private static final List<String> TURN_ENDS = List.of("<|eot_id|>", "<|im_end|>");

  @Option(names = "--prompt", paramLabel = "TEXT", description = "Text checkpoints: an answer is written after it.")
  private Optional<String> prompt = Optional.empty();

  @Option(names = "--prompt-ids", paramLabel = "ID,ID,..", description = "The prompt as token ids, for a folder without a tokenizer.")
  private Optional<String> promptIds = Optional.empty();

  @Option(names = "--chat", description = "Put the prompt into the chat format of the checkpoint's template (LLaDA's or ChatML).")
  private boolean chat;

  @Option(names = "--gen-length", paramLabel = "N",
      description = "Tokens of the answer (default: " + STANDARD_LENGTH + ", or as many as the model takes).")
  private Optional<Integer> genLength = Optional.empty();

  @Option(names = "--infill", paramLabel = "TEXT",
      description = {"A text whose gaps are filled in. Checkpoints: written <mask>, <mask:N> for N tokens, or as the model's own.",
          "text: an underscore is an unknown token, a short word or a part of one, _{8} eight of them: 'in the beginning ___ "
            + "created the heaven'. A blank takes the space before it."})
  private Optional<String> infill = Optional.empty();

  @Option(names = "--infill-ids", paramLabel = "ID,ID,..",
      description = "The same as token ids; positions with the mask's id are filled in.")
  private Optional<String> infillIds = Optional.empty();

  @Option(names = "--mask-id", paramLabel = "ID", description = "The mask token, where neither config nor tokenizer name it.")
  private Optional<Integer> maskId = Optional.empty();

  @Option(names = "--end-of-text", paramLabel = "RULE",
      description = "Tokens that end a text: none (default), stop (fill what follows, spend nothing there), defer (committed last of "
          + "their block) or forbid (never drawn).")
  private Optional<String> endRule = Optional.empty();

  @Option(names = "--end-ids", paramLabel = "ID,ID,..",
      description = "Which they are (default: the config's eos_token_id and the chat's end of a turn).")
  private Optional<String> endIds = Optional.empty();

  /** The checkpoint of masked tokens in a folder or file, empty if MODEL is something else. */
  static Optional<Checkpoint> masked(String model) {
    if (BundledModels.has(model) || Domains.names().contains(model)) {
      return Optional.empty();
    }
    try {
      if (model.isBlank() || !Files.exists(Path.of(model))) {
        return Optional.empty();
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    Checkpoint checkpoint = Checkpoint.open(Path.of(model));
    return checkpoint.hasConfig() && Architecture.of(checkpoint.config()).filter(Architecture::masked).isPresent()
        ? Optional.of(checkpoint) : Optional.empty();
  }

  /** The text with gaps, as it was given. */
  Optional<String> infill() {
    return infill;
  }

  /**
   * Refuses these options for other models.
   *
   * @param gaps whether the model fills in gaps all the same
   */
  void refuse(String model, boolean gaps) {
    given().forEach((name, is) -> {
      if (is && !(gaps && name.equals("infill"))) {
        throw new UsageException(name + ": is for " + (name.equals("infill") ? "text and for " : "")
            + "a checkpoint folder of masked tokens, " + model + " is " + (name.equals("infill") ? "neither" : "none"));
      }
    });
  }

  private Map<String, Boolean> given() {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("prompt", prompt.isPresent());
    given.put("prompt-ids", promptIds.isPresent());
    given.put("chat", chat);
    given.put("gen-length", genLength.isPresent());
    given.put("infill", infill.isPresent());
    given.put("infill-ids", infillIds.isPresent());
    given.put("mask-id", maskId.isPresent());
    given.put("end-of-text", endRule.isPresent());
    given.put("end-ids", endIds.isPresent());
    return given;
  }

  /**
   * The domain of a checkpoint, after a look at whether it fits.
   *
   * @param law   that tokens are drawn by, empty for the model's standard
   * @param asked what else was asked for of tokens: blocks, corrections, a cache, exactness
   * @param slots whose template, if there is one, stands in place of a prompt
   * @throws UsageException if options do not go together, or the model does not fit the machine
   */
  Domain open(String model, Checkpoint checkpoint, WeightFormat format, Optional<TokenLaw> law, TokenChoice asked, SlotOptions slots,
      int threads) throws IOException {
    Path path = Path.of(model);
    Optional<Tokenizer> tokenizer = Tokenizers.open(Files.isDirectory(path) ? path : path.toAbsolutePath().getParent());
    Architecture architecture = Architecture.of(checkpoint.config()).orElseThrow();
    int mask = mask(checkpoint, tokenizer);
    int longest = architecture.longest(checkpoint);
    int[] ending = ending(checkpoint, tokenizer);
    Optional<Vocabulary> words = slots.hasTemplate() ? Optional.of(words(tokenizer, mask, ending)) : Optional.empty();
    Optional<SlotTemplate> slotted = words.isPresent() ? Optional.of(slots.text(words.get(), mask, longest)) : Optional.empty();
    TokenTemplate template = slotted.map(SlotTemplate::template)
        .orElseGet(() -> UsageException.check(() -> template(architecture, tokenizer, mask, longest)));
    if (template.length() > longest) {
      throw new UsageException("prompt: " + template.length() + " tokens with what is filled in, " + model + " takes at most "
          + longest);
    }
    MemoryLimits.here().require(model, MemoryPlan.of(checkpoint,
        new PlanRequest(format, 1, template.length(), template.openCount(), threads, !asked.cache().isNone())));
    EndRule ends = UsageException.check(() -> endRule(ending));
    MaskedModel loaded = MaskedModel.load(checkpoint, format);
    TokenChoice choice = new TokenChoice(law.orElseGet(() -> TextDomain.law(loaded)), asked.blockLength(), asked.correction(),
        asked.exact(), asked.cache());
    return slots.in(new TextDomain(model, loaded, tokenizer, template, choice, ends, ending, words), slotted);
  }

  /** The texts of the tokens that slots may hold. */
  private Vocabulary words(Optional<Tokenizer> tokenizer, int mask, int[] ending) {
    List<String> others = given().entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey)
        .filter(o -> List.of("prompt", "prompt-ids", "chat", "gen-length", "infill", "infill-ids").contains(o)).toList();
    if (!others.isEmpty()) {
      throw new UsageException("template: stands in place of a prompt or a text with gaps, got --" + others.getFirst() + " too");
    }
    Tokenizer t = tokenizer.orElseThrow(() -> new UsageException("template: the folder has no tokenizer.json to cut its texts with"));
    return UsageException.check(() -> new TokenizerVocabulary(t, t.files().size(),
        IntStream.concat(IntStream.of(mask), IntStream.of(ending)).toArray()));
  }

  private TokenTemplate template(Architecture architecture, Optional<Tokenizer> tokenizer, int mask, int longest) {
    List<Boolean> ways = List.of(prompt.isPresent(), promptIds.isPresent(), infill.isPresent(), infillIds.isPresent());
    if (ways.stream().filter(w -> w).count() > 1) {
      throw new UsageException("prompt: needs one of --prompt, --prompt-ids, --infill and --infill-ids, got several");
    }
    if (chat && prompt.isEmpty()) {
      throw new UsageException("chat: needs --prompt");
    }
    boolean gaps = infill.isPresent() || infillIds.isPresent();
    if (gaps && genLength.isPresent()) {
      throw new UsageException("gen-length: the length of a text with gaps is its own, got " + genLength.get());
    }
    if (infillIds.isPresent()) {
      TokenTemplate template = TokenTemplate.of(mask, ids("infill-ids", infillIds.get()));
      if (template.openCount() == 0) {
        throw new UsageException("infill-ids: must hold the mask token " + mask + " where a token is to be filled in");
      }
      return template;
    }
    boolean bert = architecture == Architecture.BERT;
    if (infill.isPresent()) {
      Tokenizer t = tokenizer.orElseThrow(() -> noTokenizer("infill", "--infill-ids"));
      return TextTemplates.gaps(t, infill.get(), mask, bert ? role(t, "cls_token") : new int[0],
          bert ? role(t, "sep_token") : new int[0]);
    }
    if (bert) {
      throw new UsageException("prompt: a BERT fills gaps, it needs --infill or --infill-ids");
    }
    int[] before = promptIds.isPresent() ? ids("prompt-ids", promptIds.get()) : new int[0];
    if (prompt.isPresent()) {
      Tokenizer t = tokenizer.orElseThrow(() -> noTokenizer("prompt", "--prompt-ids"));
      before = t.encode(chat ? ChatFormat.prompt(t.files(), prompt.get()) : prompt.get()).ids();
    }
    return TextTemplates.answer(before, genLength.orElse(Math.clamp(longest - before.length, 1, STANDARD_LENGTH)), mask);
  }

  private static UsageException noTokenizer(String option, String instead) {
    return new UsageException(option + ": the folder has no tokenizer.json, give token ids with " + instead);
  }

  private static int[] role(Tokenizer tokenizer, String role) {
    return tokenizer.files().roleId(role).stream().toArray();
  }

  private int mask(Checkpoint checkpoint, Optional<Tokenizer> tokenizer) {
    OptionalInt named = number(checkpoint.config().values().get("mask_token_id"));
    if (named.isEmpty() && Architecture.of(checkpoint.config()).filter(a -> a == Architecture.MDLM).isPresent()) {
      named = OptionalInt.of(MdlmConfig.of(checkpoint.config()).maskToken());
    }
    if (maskId.isPresent() && named.isPresent() && named.getAsInt() != maskId.get()) {
      throw new UsageException("mask-id: the config names " + named.getAsInt() + ", got " + maskId.get());
    }
    OptionalInt read = tokenizer.map(t -> t.files().roleId("mask_token")).orElse(OptionalInt.empty());
    return named.isPresent() ? named.getAsInt() : maskId.orElseGet(() -> read.orElseThrow(
        () -> new UsageException("mask-id: neither the config nor a tokenizer names the mask token, give --mask-id")));
  }

  private int[] ending(Checkpoint checkpoint, Optional<Tokenizer> tokenizer) {
    if (endIds.isPresent()) {
      return ids("end-ids", endIds.get());
    }
    Object eos = checkpoint.config().values().get("eos_token_id");
    IntStream named = eos instanceof List<?> list ? list.stream().flatMapToInt(v -> number(v).stream()) : number(eos).stream();
    IntStream read = tokenizer.map(t -> IntStream.concat(t.files().roleId("eos_token").stream(),
        TURN_ENDS.stream().flatMapToInt(s -> t.files().id(s).stream()))).orElse(IntStream.empty());
    return IntStream.concat(named, read).distinct().toArray();
  }

  private EndRule endRule(int[] ending) {
    String word = endRule.orElse("none");
    EndRule.Mode mode = Arrays.stream(EndRule.Mode.values()).filter(m -> m.name().equalsIgnoreCase(word)).findFirst()
        .orElseThrow(() -> new UsageException("end-of-text: must be none, stop, defer or forbid, got '" + word + "'"));
    if (mode != EndRule.Mode.NONE && ending.length == 0) {
      throw new UsageException("end-of-text: neither config nor tokenizer name a token that ends a text, give --end-ids");
    }
    return mode == EndRule.Mode.NONE ? EndRule.NONE : EndRule.of(mode, ending);
  }

  private static OptionalInt number(Object value) {
    return value instanceof Long v ? OptionalInt.of(Math.toIntExact(v)) : OptionalInt.empty();
  }

  private static int[] ids(String name, String text) {
    try {
      return text.isBlank() ? new int[0] : Arrays.stream(text.split(",", -1)).mapToInt(s -> Integer.parseInt(s.strip())).toArray();
    } catch (NumberFormatException e) {
      UsageException usage = new UsageException(name + ": must be token ids with commas between them, got '" + text + "'");
      usage.initCause(e);
      throw usage;
    }
  }
}

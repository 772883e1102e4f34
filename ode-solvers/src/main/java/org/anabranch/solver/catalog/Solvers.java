package org.anabranch.solver.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.multistep.AdamsBashforth;
import org.anabranch.solver.multistep.Ddim;
import org.anabranch.solver.multistep.Ddpm;
import org.anabranch.solver.multistep.DpmSolver;
import org.anabranch.solver.multistep.UniPc;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;

/**
 * Every way to make a step by its name: what {@code --solver} takes besides the adaptive methods ({@link AdaptiveMethod#names}), whose
 * steps have no price known beforehand.
 *
 * <p>A name may carry a number after a colon: {@code ddim:0.5} is DDIM with eta 0.5, {@code sde:3} the SDE with g = 3 n.
 */
public final class Solvers {
  private static final Map<String, FlowMethod> PLAIN = plain();
  /** The methods with a number, each with the value it has without one. */
  private static final Map<String, Family> FAMILIES = families();

  private record Family(double standard, DoubleFunction<FlowMethod> make) {}

  private Solvers() {}

  /**
   * The method of that name.
   *
   * @throws IllegalArgumentException listing the names, if there is none, or if its number breaks a rule
   */
  public static FlowMethod named(String name) {
    int colon = name.indexOf(':');
    String head = colon < 0 ? name : name.substring(0, colon);
    if (FAMILIES.containsKey(head)) {
      Family family = FAMILIES.get(head);
      return family.make.apply(colon < 0 ? family.standard : number(name, colon));
    }
    if (colon >= 0 || !PLAIN.containsKey(name)) {
      throw new IllegalArgumentException("solver: no solver is named '" + name + "', there are " + names()
          + ", and with steps of their own choice " + AdaptiveMethod.names());
    }
    return PLAIN.get(name);
  }

  /** The names that {@link #named} takes, Runge-Kutta methods first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(PLAIN.keySet());
    FAMILIES.forEach((name, family) -> names.add(name + "[:" + (name.startsWith("sde") ? "NORM" : "ETA") + "]"));
    return List.copyOf(names);
  }

  private static Map<String, FlowMethod> plain() {
    Map<String, FlowMethod> all = new LinkedHashMap<>();
    for (String name : Tableau.names()) {
      all.put(name, new OdeMethod(Tableau.named(name)));
    }
    List<FlowMethod> multistep = new ArrayList<>(List.of(AdamsBashforth.of(2), AdamsBashforth.of(3), AdamsBashforth.of(4),
        DpmSolver.ordinary(1), DpmSolver.ordinary(2), DpmSolver.ordinary(3),
        new DpmSolver(3, false, DpmSolver.Third.PUBLISHED), DpmSolver.stochastic(1), DpmSolver.stochastic(2),
        DpmSolver.stochastic(3)));
    for (UniPc.Kind kind : List.of(UniPc.Kind.BH2, UniPc.Kind.BH1)) {
      for (int order = 1; order <= 3; order++) {
        multistep.add(new UniPc(order, kind));
      }
    }
    for (Ddpm.Variance variance : Ddpm.Variance.values()) {
      multistep.add(new Ddpm(variance));
    }
    multistep.forEach(m -> all.put(m.name(), m));
    return all;
  }

  private static Map<String, Family> families() {
    Map<String, Family> all = new LinkedHashMap<>();
    all.put("ddim", new Family(0, Ddim::new));
    all.put("sde", new Family(1, norm -> sde(norm, FlowSde.Scheme.EULER_MARUYAMA)));
    all.put("sde-heun", new Family(1, norm -> sde(norm, FlowSde.Scheme.NOISE_THEN_HEUN)));
    return all;
  }

  private static FlowMethod sde(double norm, FlowSde.Scheme scheme) {
    return new FlowSde(new DiffusionSchedule.Power(norm, 1), scheme, LastStep.MEAN);
  }

  private static double number(String name, int colon) {
    try {
      return Double.parseDouble(name.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("solver: what follows the colon of '" + name + "' must be a number, it is '"
          + name.substring(colon + 1) + "'", e);
    }
  }
}

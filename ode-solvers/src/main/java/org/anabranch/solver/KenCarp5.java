package org.anabranch.solver;

/**
 * Kennedy and Carpenter's pair of order 5(4), the implicit half of ARK5(4)8L[2]SA: seven implicit stages, gamma = 41/200, L-stable.
 *
 * <p>For stiff problems at tolerances below 1e-6. States between the steps are of third degree, so of less accuracy than the steps.
 *
 * <p>Reference: Kennedy, Carpenter 2003, Additive Runge-Kutta schemes for convection-diffusion-reaction equations, Applied Numerical
 * Mathematics 44, appendix (diffrax {@code KenCarp5}).
 */
public final class KenCarp5 {
  /** The coefficients. */
  public static final ImplicitPair PAIR = new ImplicitPair("kencarp5", 5, 41.0 / 200,
      new double[][] {
          {},
          {41.0 / 200},
          {41.0 / 400, -567603406766.0 / 11931857230679.0},
          {683785636431.0 / 9252920307686.0, 0, -110385047103.0 / 1367015193373.0},
          {3016520224154.0 / 10081342136671.0, 0, 30586259806659.0 / 12414158314087.0, -22760509404356.0 / 11113319521817.0},
          {218866479029.0 / 1489978393911.0, 0, 638256894668.0 / 5436446318841.0, -1179710474555.0 / 5321154724896.0,
              -60928119172.0 / 8023461067671.0},
          {1020004230633.0 / 5715676835656.0, 0, 25762820946817.0 / 25263940353407.0, -2161375909145.0 / 9755907335909.0,
              -211217309593.0 / 5846859502534.0, -4269925059573.0 / 7827059040749.0},
          {-872700587467.0 / 9133579230613.0, 0, 0, 22348218063261.0 / 9555858737531.0, -1143369518992.0 / 8141816002931.0,
              -39379526789629.0 / 19018526304540.0, 32727382324388.0 / 42900044865799.0}},
      new double[] {-975461918565.0 / 9796059967033.0, 0, 0, 78070527104295.0 / 32432590147079.0,
          -548382580838.0 / 3424219808633.0, -33438840321285.0 / 15594753105479.0, 3629800801594.0 / 4656183773603.0,
          4035322873751.0 / 18575991585200.0},
      new double[] {0, 41.0 / 100, 2935347310677.0 / 11292855782101.0, 1426016391358.0 / 7196633302097.0, 23.0 / 25, 6.0 / 25,
          3.0 / 5, 1},
      "Kennedy, Carpenter 2003");

  private KenCarp5() {}
}

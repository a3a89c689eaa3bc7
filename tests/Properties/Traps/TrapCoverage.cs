using System.Reflection;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>
/// Which test stands for which trap: section and line, in the order of the list of traps that other libraries fell into (A to G). A
/// line without a test, or a test that does not run, fails here.
/// </summary>
public class TrapCoverage
{
    /// <summary>How many lines each section has.</summary>
    private static readonly (char Section, int Lines)[] _sections = [('A', 14), ('B', 6), ('C', 9), ('D', 11), ('E', 15), ('F', 2), ('G', 7)];

    private static readonly (string Line, string Trap, Type Class, string Test)[] _tests =
    [
        ("A1", "the same variable twice", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Same_variable_twice)),
        ("A2", "a diamond, the incoming gradient shared", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Diamond_does_not_share_the_incoming_buffer)),
        ("A3", "cost of shared parts of a graph", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Sixty_doublings_are_linear_in_cost)),
        ("A4", "one leaf used many times", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.One_leaf_used_many_times)),
        ("A5", "a deep graph with siblings", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Deep_graph_with_siblings)),
        ("A6", "an input that is not used", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Unused_input_has_zeros_of_its_shape)),
        ("A7", "a result that is not the newest node", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Result_is_not_the_newest_node)),
        ("A8", "no seed, or a seed of a wrong shape", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Non_scalar_without_a_seed_and_a_seed_of_another_shape)),
        ("A9", "two sweeps over one recording", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Backward_twice_gives_the_same_again)),
        ("A10", "gradient of an intermediate", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Gradient_of_an_intermediate_in_the_same_pass)),
        ("A11", "a variable used after its recording", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Variable_used_after_Reset)),
        ("A12", "a derivative that was never computed", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Derivative_that_was_never_computed)),
        ("A13", "a branch that depends on data", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Data_dependent_branch_is_not_cached)),
        ("A14", "== and comparisons", typeof(GraphAndTapeTraps), nameof(GraphAndTapeTraps.Equality_is_of_handles_and_comparisons_have_no_gradient)),
        ("B1", "a parameter changed before the sweep", typeof(BufferTraps), nameof(BufferTraps.Parameter_changed_between_forward_and_sweep)),
        ("B2", "views that are written to", typeof(BufferTraps), nameof(BufferTraps.Views_show_the_same_numbers_and_nothing_changes_them)),
        ("B3", "pooled buffers with old contents", typeof(BufferTraps), nameof(BufferTraps.Pooled_buffers_poisoned_with_NaN_do_not_show)),
        ("B3", "rows of a gradient that nothing touched", typeof(BufferTraps), nameof(BufferTraps.Untouched_rows_of_a_gradient_are_zero)),
        ("B4", "transposes of transposed data", typeof(NonContiguousTraps), nameof(NonContiguousTraps.Transposed_data_that_is_transposed_back)),
        ("B4", "strided slices", typeof(NonContiguousTraps), nameof(NonContiguousTraps.Strided_slices_of_larger_arrays)),
        ("B5", "an exception in the midst of a forward pass", typeof(BufferTraps), nameof(BufferTraps.Exception_in_the_middle_of_a_forward_leaves_the_tape_usable)),
        ("B6", "memory over many iterations", typeof(BufferTraps), nameof(BufferTraps.Ten_thousand_iterations_do_not_grow_memory)),
        ("B6", "losses added up", typeof(BufferTraps), nameof(BufferTraps.A_loss_cannot_be_added_up_across_recordings)),
        ("C1", "a stopped gradient", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Stopped_gradient)),
        ("C2", "scopes without recording end as they should", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Inference_scope_ends_with_an_exception_and_nests)),
        ("C3", "nothing is recorded in them", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Nothing_is_recorded_over_a_thousand_evaluations)),
        ("C4", "an inner derivative that captures the outer variable", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Inner_function_captures_the_outer_variable)),
        ("C5", "second derivatives of constant slopes", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Second_derivative_of_what_has_a_constant_slope_is_zero)),
        ("C6", "high orders", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.High_orders)),
        ("C7", "whole powers at 0", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Derivatives_of_whole_powers_at_zero)),
        ("C8", "the Hessian of a product with zeros", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Hessian_of_a_product_with_two_zeros)),
        ("C9", "Hessian-vector products", typeof(DetachAndNestingTraps), nameof(DetachAndNestingTraps.Hessian_vector_product_is_linear_in_the_vector)),
        ("D1", "missing leading axes and sizes of 1 at once", typeof(ShapeTraps), nameof(ShapeTraps.Missing_leading_axes_and_sizes_of_one_at_once)),
        ("D2", "a number without axes times a vector", typeof(ShapeTraps), nameof(ShapeTraps.Scalar_times_vector_has_a_gradient_without_axes)),
        ("D3", "losses that broadcast", typeof(ShapeTraps), nameof(ShapeTraps.Losses_do_not_broadcast)),
        ("D4", "sizes of 0 in every operation", typeof(ShapeTraps), nameof(ShapeTraps.Empty_arrays_through_every_operation)),
        ("D4", "sizes of 0 in products and reductions", typeof(ShapeTraps), nameof(ShapeTraps.Empty_arrays_through_products_and_reductions)),
        ("D4", "sizes of 0 in scans, repeats, pooling and concatenation", typeof(ShapeTraps), nameof(ShapeTraps.Empty_arrays_through_scans_repeats_pooling_and_concat)),
        ("D5", "reductions to and of numbers without axes", typeof(ShapeTraps), nameof(ShapeTraps.Reductions_of_a_scalar_and_of_the_only_axis)),
        ("D6", "products of sizes that are too large", typeof(ShapeTraps), nameof(ShapeTraps.Sizes_that_cannot_be_are_refused_before_anything_is_allocated)),
        ("D7", "a permutation that is not its own inverse", typeof(ShapeTraps), nameof(ShapeTraps.A_permutation_is_undone_by_its_inverse)),
        ("D8", "repeated indices", typeof(ShapeTraps), nameof(ShapeTraps.Repeated_indices_add_up)),
        ("D9", "the maximum of a variable beside itself", typeof(ShapeTraps), nameof(ShapeTraps.Maximum_of_a_variable_beside_itself)),
        ("D10", "many reads of single elements", typeof(ShapeTraps), nameof(ShapeTraps.Single_element_reads_are_linear)),
        ("D11", "a user's gradient of a wrong shape", typeof(ShapeTraps), nameof(ShapeTraps.A_users_rule_that_returns_a_wrong_shape)),
        ("E1", "where with a root that is not chosen", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Where_with_a_root_that_is_not_chosen)),
        ("E1", "zero seeds are not skipped", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Square_root_times_square_root_at_zero_does_not_skip_the_infinite_slope)),
        ("E2", "sqrt at 0 and below", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Sqrt_at_zero_has_an_infinite_slope_and_below_it_no_value)),
        ("E3", "abs and relu at 0", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Kinks_have_the_documented_slope)),
        ("E4", "ties of maximum and minimum", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Shares_of_a_tie_sum_to_one)),
        ("E5", "maximum(x, 0) and relu", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Maximum_with_zero_is_a_tie_and_relu_is_not)),
        ("E6", "powers at 0, infinity and NaN", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Power_at_special_points)),
        ("E6", "0^y towards y", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Power_of_zero_has_no_slope_towards_the_exponent)),
        ("E7", "log-sum-exp of infinities", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Log_sum_exp_of_infinities_and_large_numbers)),
        ("E8", "sigmoid and tanh far out", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Saturating_functions_have_no_NaN)),
        ("E9", "products with zeros", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Product_with_zeros)),
        ("E10", "the deviation of equal numbers", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Standard_deviation_of_equal_numbers)),
        ("E11", "division by zero", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Division_by_zero_spoils_one_element_only)),
        ("E12", "0 times infinity in a matrix product", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Zero_times_infinity_in_a_product_is_not_skipped)),
        ("E13", "asin and acos at +-1", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Inverse_sine_at_its_ends)),
        ("E14", "the gradient of Cholesky", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Cholesky_gradient_is_symmetric)),
        ("E15", "subnormal numbers", typeof(SpecialPointTraps), nameof(SpecialPointTraps.Subnormal_numbers)),
        ("F1", "long sums in float", typeof(FloatTraps), nameof(FloatTraps.Ten_million_floats_are_summed_exactly_enough)),
        ("F2", "float stays float", typeof(FloatTraps), nameof(FloatTraps.A_float_graph_stays_float_with_constants_of_double)),
        ("G1", "cross-entropies of large logits", typeof(LayerTraps), nameof(LayerTraps.Losses_of_large_logits_are_finite_and_exact)),
        ("G2", "classes that are impossible", typeof(LayerTraps), nameof(LayerTraps.Class_that_is_impossible_and_not_the_label)),
        ("G3", "reductions of losses", typeof(LayerTraps), nameof(LayerTraps.Reductions_are_multiples_of_each_other)),
        ("G4", "padding of a maximum", typeof(LayerTraps), nameof(LayerTraps.Padding_of_a_maximum_is_not_zero)),
        ("G5", "batch norm of one value", typeof(LayerTraps), nameof(LayerTraps.Batch_norm_of_one_value_and_its_two_variances)),
        ("G6", "last, single and empty batches", typeof(LayerTraps), nameof(LayerTraps.Last_batch_is_smaller_or_one_row_or_empty)),
        ("G7", "clipping of gradients", typeof(LayerTraps), nameof(LayerTraps.Clipping_of_gradients)),
    ];

    [Fact]
    public void Every_line_has_a_test()
    {
        IEnumerable<string> lines = _sections.SelectMany(section => Enumerable.Range(1, section.Lines).Select(line => $"{section.Section}{line}"));
        Assert.Equal(lines, _tests.Select(test => test.Line).Distinct());
    }

    [Fact]
    public void Every_test_runs() => Assert.All(_tests, test =>
    {
        FactAttribute? runs = test.Class.GetMethod(test.Test)?.GetCustomAttribute<FactAttribute>();
        Assert.True(runs is { Skip: null }, $"{test.Line}, {test.Trap}: {test.Class.Name}.{test.Test} is not a test that runs.");
    });
}
